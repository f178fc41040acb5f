import EvoCore

/// The built-in environments, by name.
public enum EnvironmentCatalog {
  public static let all: [EnvironmentKind] = [
    EnvironmentKind(spec: CartPole.spec) { _ in CartPoleBlock() },
    EnvironmentKind(spec: Pendulum.spec) { PendulumBlock(capacity: $0) },
  ]

  public static var names: [String] { all.map(\.spec.name) }

  /// The environment called `name`, or nil.
  public static func kind(named name: String) -> EnvironmentKind? {
    all.first { $0.spec.name == name }
  }
}
