import EvoCore
import EvoDraw

/// The built-in environments, by name.
public enum EnvironmentCatalog {
  /// An environment as it is trained and as it is shown.
  public struct Entry: Sendable {
    public let kind: EnvironmentKind
    public let makeStage: @Sendable (_ ranges: [ConstantRange]) throws -> any Stage

    public var spec: EnvironmentSpec { kind.spec }

    /// An environment with constants that can be varied, and perhaps a block form of its own.
    package init<E: VariableEnvironment & Drawable>(
      variable make: @escaping @Sendable () -> E,
      makeBlock: (@Sendable (_ capacity: Int) -> any EnvironmentBlock)? = nil
    ) {
      kind = EnvironmentKind(variable: make, makeBlock: makeBlock)
      makeStage = { EnvironmentStage(VariedEnvironment(make(), ranges: $0)) }
    }

    /// The walker that a file describes.
    public init(walkerAt path: String) throws(WalkerSpecError) {
      let walker = try WalkerSpec.load(path: path)
      kind = Walker.kind(walker)
      makeStage = { _ in EnvironmentStage(Walker(walker)) }
    }

    /// An environment that is scalar only.
    package init<E: Environment & Drawable & ~Copyable>(
      _ spec: EnvironmentSpec, make: @escaping @Sendable () throws -> E
    ) {
      kind = EnvironmentKind(spec: spec, make: make)
      makeStage = { _ in EnvironmentStage(try make()) }
    }
  }

  public static let all: [Entry] = [
    Entry(variable: { CartPole() }) { _ in CartPoleBlock() },
    Entry(variable: { Pendulum() }) { PendulumBlock(capacity: $0) },
    Entry(Acrobot.spec) { Acrobot() },
    Entry(MountainCar.spec) { MountainCar(.discrete) },
    Entry(MountainCar.continuousSpec) { MountainCar(.continuous) },
    Entry(LunarLander.spec) { LunarLander(.discrete) },
    Entry(LunarLander.continuousSpec) { LunarLander(.continuous) },
  ]

  public static var names: [String] { all.map(\.spec.name) }

  /// The environment called `name`, or nil.
  public static func entry(named name: String) -> Entry? {
    all.first { $0.spec.name == name }
  }
}
