import EvoCore

/// The built-in environments, by name.
public enum EnvironmentCatalog {
  /// An environment as it is trained and as it is shown.
  public struct Entry: Sendable {
    public let kind: EnvironmentKind
    public let makeStage: @Sendable () throws -> any Stage

    public var spec: EnvironmentSpec { kind.spec }
  }

  public static let all: [Entry] = [
    Entry(kind: EnvironmentKind(spec: CartPole.spec) { _ in CartPoleBlock() }) {
      EnvironmentStage(CartPole())
    },
    Entry(kind: EnvironmentKind(spec: Pendulum.spec) { PendulumBlock(capacity: $0) }) {
      EnvironmentStage(Pendulum())
    },
  ]

  public static var names: [String] { all.map(\.spec.name) }

  /// The environment called `name`, or nil.
  public static func entry(named name: String) -> Entry? {
    all.first { $0.spec.name == name }
  }
}
