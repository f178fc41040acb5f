/// An environment of the catalogue: its card and a way to make blocks of it.
public struct EnvironmentKind: Sendable {
  public let spec: EnvironmentSpec
  /// Makes a block with room for `capacity` lanes (a multiple of 16).
  public let makeBlock: @Sendable (_ capacity: Int) throws -> any EnvironmentBlock

  /// An environment with a block form of its own.
  public init(
    spec: EnvironmentSpec,
    makeBlock: @escaping @Sendable (_ capacity: Int) throws -> any EnvironmentBlock
  ) {
    self.spec = spec
    self.makeBlock = makeBlock
  }

  /// An environment that is stepped lane by lane.
  public init<E: Environment & ~Copyable>(
    spec: EnvironmentSpec, make: @escaping @Sendable () throws -> E
  ) {
    self.spec = spec
    self.makeBlock = { try LanewiseBlock(capacity: $0, make: make) }
  }
}
