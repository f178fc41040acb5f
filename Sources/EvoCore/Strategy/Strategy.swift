/// What one update did, for the log.
public struct UpdateReport: Sendable, Equatable {
  /// Length of the estimated gradient of the shaped fitness.
  public var gradientNorm: Double
  /// Length of the step the center took.
  public var updateNorm: Double
  /// Length of the step relative to the length of the center.
  public var updateRatio: Double
  public var sigma: Double
  public var learningRate: Double

  public init(
    gradientNorm: Double, updateNorm: Double, updateRatio: Double, sigma: Double,
    learningRate: Double
  ) {
    self.gradientNorm = gradientNorm
    self.updateNorm = updateNorm
    self.updateRatio = updateRatio
    self.sigma = sigma
    self.learningRate = learningRate
  }

  /// A generation in which nothing has moved yet.
  init(sigma: Double, learningRate: Double) {
    self.init(
      gradientNorm: 0, updateNorm: 0, updateRatio: 0, sigma: sigma, learningRate: learningRate)
  }

  /// Takes the step of the center from `before` to `after` down.
  mutating func record<Scalar: BinaryFloatingPoint>(from before: [Scalar], to after: [Scalar]) {
    updateNorm = norm(zip(after, before).map { $0 - $1 })
    let length = norm(before)
    updateRatio = length > 0 ? updateNorm / length : 0
  }
}

/// An evolution strategy over a flat parameter vector.
///
/// Promises, each of which is a contract test run over the catalogue:
/// 1. `ask` is a pure function of the state: asking twice is asking once.
/// 2. Larger fitness is better. Members whose fitness is NaN have failed: they share the last ranks and
///    their weights, so that the center moves away from them. Where fitness is weighed and not ranked,
///    they count as the worst that is finite.
/// 3. When all fitness is equal, or all members have failed, nothing moves.
/// 4. The result of `tell` does not depend on the workers.
/// 5. A strategy restored from its state goes on with the same bits.
///
/// A training calls `prepare`, `ask`, `observe` and `tell`, in this order, once a generation.
public protocol Strategy: Sendable {
  /// The parameters that the members vary, and that is the result.
  var center: [Float] { get }
  /// How members differ from the center.
  var perturbation: any Perturbation { get }

  /// The recipe of the next generation.
  func ask() -> Generation

  /// Moves the center by what the members of `generation` achieved, one number per member.
  mutating func tell(
    _ fitness: [Float], for generation: Generation, on workers: some Workers
  ) -> UpdateReport

  /// Everything that `ask` and `tell` depend on besides the configuration.
  var state: StrategyState { get set }

  /// Where the episodes stand of which the next generation plays a piece; nil when members play whole
  /// episodes.
  var pieces: EpisodePieces? { get }

  /// Whether `prepare` needs observations to look at.
  var needsProbes: Bool { get }

  /// Gets ready for the next generation around the center. What it changes is a function of the state
  /// and of the arguments, and no part of the state.
  ///
  /// - Parameters:
  ///   - policy: the center with the statistics of this moment.
  ///   - probes: observations, one after the other; empty unless `needsProbes`.
  mutating func prepare(around policy: Policy, probes: [Float])

  /// Whether OpenBLAS takes part: the last bits of the result then depend on the kind of processor.
  var usesLinearAlgebra: Bool { get }

  /// Sees the episodes of the generation that is about to be told; not called on data.
  mutating func observe(_ task: RolloutTask)
}

extension Strategy {
  public var usesLinearAlgebra: Bool { false }
  public var pieces: EpisodePieces? { nil }
  public var needsProbes: Bool { false }
  public mutating func prepare(around policy: Policy, probes: [Float]) {}
  public mutating func observe(_ task: RolloutTask) {}
}

/// The state of a strategy, by name, for checkpoints.
public struct StrategyState: Sendable, Equatable {
  public typealias NamedVector = EvoCore.NamedVector<Float>

  public var generation: Int
  public var counters: [String: Int]
  /// In a fixed order; `center` is the first.
  public var vectors: [NamedVector]
  /// What has to keep double precision, in a fixed order.
  public var doubles: [EvoCore.NamedVector<Double>]

  public init(
    generation: Int, counters: [String: Int] = [:], vectors: [NamedVector] = [],
    doubles: [EvoCore.NamedVector<Double>] = []
  ) {
    self.generation = generation
    self.counters = counters
    self.vectors = vectors
    self.doubles = doubles
  }

  /// The doubles of that name, which the strategy has put there.
  public subscript(name: String) -> [Double] { doubles.values(of: name) }

  /// The vector of that name in single precision.
  public func vector(_ name: String) -> [Float] { vectors.values(of: name) }

  /// The one number of that name.
  public func number(_ name: String) -> Double { self[name][0] }

  /// The count of that name.
  public func count(_ name: String) -> Int { counters[name] ?? 0 }
}
