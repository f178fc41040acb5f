/// An environment of the catalogue: its card and a way to make blocks of it.
public struct EnvironmentKind: Sendable {
  public let spec: EnvironmentSpec
  /// Makes a block with room for `capacity` lanes (a multiple of 16).
  public let makeBlock: @Sendable (_ capacity: Int) throws -> any EnvironmentBlock
  /// What `varied` can vary.
  public let constants: [EnvironmentConstant]
  private let makeVaried: @Sendable (_ ranges: [ConstantRange]) -> EnvironmentKind?

  /// An environment with a block form of its own.
  public init(
    spec: EnvironmentSpec,
    makeBlock: @escaping @Sendable (_ capacity: Int) throws -> any EnvironmentBlock
  ) {
    self.spec = spec
    self.makeBlock = makeBlock
    constants = []
    makeVaried = { _ in nil }
  }

  /// An environment whose constants can be varied; then it is stepped lane by lane.
  public init<E: VariableEnvironment>(
    variable make: @escaping @Sendable () -> E,
    makeBlock: (@Sendable (_ capacity: Int) -> any EnvironmentBlock)? = nil
  ) {
    spec = make().spec
    self.makeBlock = makeBlock ?? { LanewiseBlock(capacity: $0, make: make) }
    constants = E.constants
    makeVaried = { ranges in
      EnvironmentKind(spec: make().spec) { VariedEnvironment(make(), ranges: ranges) }
    }
  }

  /// The same environment with constants drawn from `ranges`; nil when it has none.
  public func varied(_ ranges: [ConstantRange]) -> EnvironmentKind? { makeVaried(ranges) }

  /// An environment that is stepped lane by lane.
  public init<E: Environment & ~Copyable>(
    spec: EnvironmentSpec, make: @escaping @Sendable () throws -> E
  ) {
    self.init(spec: spec) { try LanewiseBlock(capacity: $0, make: make) }
  }
}
