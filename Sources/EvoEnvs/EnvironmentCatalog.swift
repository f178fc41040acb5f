import EvoCore
import EvoDraw

/// The built-in environments, by name.
public enum EnvironmentCatalog {
  /// An environment as it is trained and as it is shown: what training, evaluation, the check and
  /// rendering take, whether it is built in or somebody's own.
  public struct Entry: Sendable {
    /// How blocks of it are made for training and evaluation.
    public let kind: EnvironmentKind
    /// How one lane of it is made for a picture.
    ///
    /// - Parameter ranges: where constants are drawn from in every episode; names that the
    ///   environment does not have are passed over.
    public let makeStage: @Sendable (_ ranges: [ConstantRange]) throws -> any Stage
    /// The same with the same bits, its worlds stepped by Box2D itself, one after the other: what lanes
    /// are measured against. Nil where there are none.
    public let plainKind: EnvironmentKind?
    /// What a person should know of it, a sentence each: what its file says that is allowed and probably
    /// not meant, and why it steps slower than others.
    public var remarks: [String] { makeRemarks() }
    private let makeRemarks: @Sendable () -> [String]

    /// The file that describes it, as bytes; nil for an environment that is written in Swift.
    public let source: [UInt8]?

    /// Its card: name, spaces, limits.
    public var spec: EnvironmentSpec { kind.spec }

    /// An environment with constants that can be varied, and perhaps a block form of its own.
    ///
    /// - Parameters:
    ///   - make: makes one environment; called once per lane, from any thread.
    ///   - makeBlock: makes the block form with room for `capacity` lanes, a multiple of 16. It has to
    ///     give the same bits as `make`; nil steps the lanes one after the other.
    public init<E: VariableEnvironment & Drawable>(
      variable make: @escaping @Sendable () -> E,
      makeBlock: (@Sendable (_ capacity: Int) -> any EnvironmentBlock)? = nil
    ) {
      kind = EnvironmentKind(variable: make, makeBlock: makeBlock)
      makeStage = { EnvironmentStage(VariedEnvironment(make(), ranges: $0)) }
      plainKind = nil
      source = nil
      makeRemarks = { [] }
    }

    /// The walker that a file describes.
    ///
    /// - Parameter path: a YAML file as `envs/README.md` describes it.
    public init(walkerAt path: String) throws(WalkerSpecError) {
      let bytes = try WalkerSpec.bytes(of: path)
      let walker = try WalkerSpec.parse(bytes, file: path)
      source = bytes
      kind = Walker.kind(walker)
      makeStage = { _ in EnvironmentStage(Walker(walker)) }
      plainKind = EnvironmentKind(spec: kind.spec) { Walker(walker) }
      makeRemarks = { walker.remarks + (Walker.remark(on: walker).map { [$0] } ?? []) }
    }

    /// An environment that is a world of Box2D.
    init<E: PhysicsEnvironment & Drawable & ~Copyable>(
      _ spec: EnvironmentSpec, plan: PhysicsPlan, make: @escaping @Sendable () -> E
    ) {
      kind = EnvironmentKind(spec: spec, plan: plan, make: make)
      makeStage = { _ in EnvironmentStage(make()) }
      plainKind = EnvironmentKind(spec: spec, make: make)
      source = nil
      makeRemarks = { [] }
    }

    /// An environment that is scalar only.
    ///
    /// - Parameters:
    ///   - spec: the card, equal to that of what `make` makes.
    ///   - make: makes one environment; called once per lane, from any thread.
    public init<E: Environment & Drawable & ~Copyable>(
      _ spec: EnvironmentSpec, make: @escaping @Sendable () throws -> E
    ) {
      kind = EnvironmentKind(spec: spec, make: make)
      makeStage = { _ in EnvironmentStage(try make()) }
      plainKind = nil
      source = nil
      makeRemarks = { [] }
    }
  }

  public static let all: [Entry] = [
    Entry(variable: { CartPole() }) { _ in CartPoleBlock() },
    Entry(variable: { Pendulum() }) { PendulumBlock(capacity: $0) },
    Entry(Acrobot.spec) { Acrobot() },
    Entry(MountainCar.spec) { MountainCar(.discrete) },
    Entry(MountainCar.continuousSpec) { MountainCar(.continuous) },
    Entry(LunarLander.spec, plan: .lander) { LunarLander(.discrete) },
    Entry(LunarLander.continuousSpec, plan: .lander) { LunarLander(.continuous) },
  ]

  public static var names: [String] { all.map(\.spec.name) }

  /// The environment called `name`, or nil.
  public static func entry(named name: String) -> Entry? {
    all.first { $0.spec.name == name }
  }
}
