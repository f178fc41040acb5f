import EvoCore
import EvoDraw

/// The built-in environments, by name.
public enum EnvironmentCatalog {
  /// An environment as it is trained and as it is shown.
  public struct Entry: Sendable {
    public let kind: EnvironmentKind
    public let makeStage: @Sendable () throws -> any Stage

    public var spec: EnvironmentSpec { kind.spec }

    /// An environment with a block form of its own beside the scalar one that is shown.
    package init(kind: EnvironmentKind, makeStage: @escaping @Sendable () throws -> any Stage) {
      self.kind = kind
      self.makeStage = makeStage
    }

    /// The walker that a file describes.
    public init(walkerAt path: String) throws(WalkerSpecError) {
      let walker = try WalkerSpec.load(path: path)
      kind = Walker.kind(walker)
      makeStage = { EnvironmentStage(Walker(walker)) }
    }

    /// An environment that is scalar only.
    package init<E: Environment & Drawable & ~Copyable>(
      _ spec: EnvironmentSpec, make: @escaping @Sendable () throws -> E
    ) {
      kind = EnvironmentKind(spec: spec, make: make)
      makeStage = { EnvironmentStage(try make()) }
    }
  }

  public static let all: [Entry] = [
    Entry(kind: EnvironmentKind(spec: CartPole.spec) { _ in CartPoleBlock() }) {
      EnvironmentStage(CartPole())
    },
    Entry(kind: EnvironmentKind(spec: Pendulum.spec) { PendulumBlock(capacity: $0) }) {
      EnvironmentStage(Pendulum())
    },
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
