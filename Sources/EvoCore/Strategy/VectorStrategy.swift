import Glibc

/// An evolution strategy that samples whole vectors in double precision, for thousands of
/// parameters at most.
///
/// The promises are those of `Strategy`; `candidates` takes the place of `ask`: it is a function of
/// the state, so that looking twice is looking once.
public protocol VectorStrategy: Sendable {
  /// The vectors to evaluate now.
  var candidates: Vectors { get }
  /// The vector that the strategy would give as its result.
  var mean: [Double] { get }
  /// The largest standard deviation of a candidate in any direction that is cheap to look at.
  var sigma: Double { get }

  /// Whether candidates 2k and 2k + 1 have opposite noise.
  var comesInPairs: Bool { get }

  /// Whether OpenBLAS takes part: the last bits of the result then depend on the kind of processor.
  var usesLinearAlgebra: Bool { get }

  /// Evaluations that `tell` makes by itself, besides those of the candidates.
  var ownEvaluations: Int { get }

  /// Learns from the fitness of the candidates, larger being better, and draws the next ones.
  mutating func tell(_ fitness: [Double])

  /// Everything that the candidates and `tell` depend on besides the settings.
  var state: StrategyState { get set }
}

extension VectorStrategy {
  public var comesInPairs: Bool { false }
  public var ownEvaluations: Int { 0 }
  public var usesLinearAlgebra: Bool { false }
}

/// What every vector strategy starts from.
public struct VectorStart: Sendable, Equatable {
  public var mean: [Double]
  /// Standard deviation of the first generation.
  public var sigma: Double
  public var seed: UInt64
  /// Members of a generation.
  public var population: Int

  public init(mean: [Double], sigma: Double, seed: UInt64, population: Int) {
    self.mean = mean
    self.sigma = sigma
    self.seed = seed
    self.population = population
  }

  /// 4 + floor(3 ln n), the population of CMA-ES (Hansen 2016, table 1) and its relatives.
  public static func defaultPopulation(dimension: Int) -> Int {
    4 + Int(3 * log(Double(dimension)))
  }
}

/// exp rounded to single precision: the last bit of libm's differs between processors and must not
/// reach the parameters. The step sizes it serves do not need more.
func roundedExp(_ x: Double) -> Double { Double(Float(exp(x))) }
