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
    /// The same with the mathematics of another version of Box2D; nil where that plays no part.
    private let makeVersion: (@Sendable (WalkerSpec.Version) -> Entry)?

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
      makeVersion = nil
    }

    /// The walker that a file describes.
    ///
    /// - Parameter path: a YAML file as `envs/README.md` describes it.
    public init(walkerAt path: String) throws(WalkerSpecError) {
      let bytes = try WalkerSpec.bytes(of: path)
      self.init(try WalkerSpec.parse(bytes, file: path), source: bytes)
    }

    /// An environment whose blocks are made by somebody else, for training and for pictures.
    ///
    /// - Parameter makeStage: makes one lane of it that can be drawn, with the same bits.
    public init(_ kind: EnvironmentKind, makeStage: @escaping @Sendable () throws -> any Stage) {
      self.kind = kind
      self.makeStage = { _ in try makeStage() }
      plainKind = nil
      source = nil
      makeRemarks = { [] }
      makeVersion = nil
    }

    private init(_ walker: WalkerSpec, source: [UInt8]) {
      self.source = source
      kind = Walker.kind(walker)
      makeStage = { _ in EnvironmentStage(Walker(walker)) }
      plainKind = EnvironmentKind(spec: kind.spec) { Walker(walker) }
      makeRemarks = { walker.remarks + (Walker.remark(on: walker).map { [$0] } ?? []) }
      makeVersion = { version in
        var other = walker
        other.physics.version = version
        return Entry(other, source: source)
      }
    }

    /// A lander.
    init(_ engines: LunarLander.Engines, box2d version: WalkerSpec.Version = .box2d23) {
      kind = LunarLander.kind(engines, box2d: version)
      makeStage = { _ in EnvironmentStage(LunarLander(engines, box2d: version)) }
      plainKind = EnvironmentKind(spec: kind.spec) { LunarLander(engines, box2d: version) }
      source = nil
      makeRemarks = { [] }
      makeVersion = { Entry(engines, box2d: $0) }
    }

    /// The environment in its version `number`, which what was saved by an earlier program may have
    /// had; nil if it has no such version.
    public func version(_ number: Int) -> Entry? {
      guard number != spec.version else { return self }
      let version = WalkerSpec.Version.allCases.first { $0.ofEnvironment == number }
      return version.flatMap { makeVersion?($0) }
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
      makeVersion = nil
    }
  }

  public static let all: [Entry] = [
    Entry(variable: { CartPole() }) { _ in CartPoleBlock() },
    Entry(variable: { Pendulum() }) { PendulumBlock(capacity: $0) },
    Entry(Acrobot.spec) { Acrobot() },
    Entry(MountainCar.spec) { MountainCar(.discrete) },
    Entry(MountainCar.continuousSpec) { MountainCar(.continuous) },
    Entry(.discrete),
    Entry(.continuous),
  ]

  public static var names: [String] { all.map(\.spec.name) }

  /// The environment called `name`, or nil.
  public static func entry(named name: String) -> Entry? {
    all.first { $0.spec.name == name }
  }
}
