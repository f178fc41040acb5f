/// Runs pieces of work side by side. The mathematics only asks for this face; threads live elsewhere.
public protocol Workers: Sendable {
  /// How many pieces run at once.
  var count: Int { get }
  /// Calls `body` with 0..<count, each once, and returns when all have returned.
  func run(_ body: @Sendable (_ worker: Int) -> Void)
  /// The same, with at most so many of them.
  func atMost(_ count: Int) -> Self
}

/// One worker: the calling thread.
public struct SerialWorkers: Workers {
  public let count = 1
  public init() {}
  public func run(_ body: @Sendable (_ worker: Int) -> Void) { body(0) }
  public func atMost(_ count: Int) -> SerialWorkers { self }
}
