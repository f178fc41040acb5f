import Glibc

/// How a strategy that has converged is started anew.
public struct RestartPlan: Sendable {
  public enum Kind: String, Sendable, CaseIterable {
    case none
    /// With twice the population each time (Auger and Hansen 2005).
    case ipop
    /// In turns with twice the population and with a small one and a small sigma, so that both have
    /// had about the same number of evaluations (Hansen 2009).
    case bipop
  }

  /// A run of the strategy: where it starts, and after how many evaluations it is broken off.
  struct Run: Sendable, Equatable {
    var start: VectorStart
    var limit = Int.max
    var isSmall = false
  }

  private let kind: Kind
  private let first: VectorStart
  private(set) var restarts = 0
  /// How often the population was doubled.
  private var doublings = 0
  private var current: Run
  /// Evaluations so far of the runs with large populations and of those with small ones; the first
  /// run counts for neither.
  private var spent = (large: 0, small: 0)
  private var latestLarge = 0

  public init(_ kind: Kind, _ start: VectorStart) {
    self.kind = kind
    first = start
    current = Run(start: start)
  }

  /// The next run, after one of so many evaluations; nil when there are no restarts.
  mutating func next(after evaluations: Int) -> Run? {
    guard kind != .none else { return nil }
    if current.isSmall {
      spent.small += evaluations
    } else {
      if restarts > 0 { spent.large += evaluations }
      latestLarge = evaluations
    }
    restarts += 1
    var random = Random(seed: first.seed, domain: .restart, index: UInt32(restarts))
    current = kind == .bipop && spent.small < spent.large ? small(&random) : large()
    current.start.mean = first.mean.map { center in
      center + first.sigma * Double(random.uniform(-2, 2))
    }
    current.start.seed = first.seed &+ UInt64(restarts) &* 0x9E37_79B9_7F4A_7C15
    return current
  }

  private mutating func large() -> Run {
    doublings += 1
    var start = first
    start.population = first.population << min(doublings, 30)
    return Run(start: start)
  }

  /// Population and sigma between the first ones and, at the other end, half of the large
  /// population and a hundredth of sigma; at most half the evaluations of the last large run.
  private func small(_ random: inout Random) -> Run {
    let share = Double(random.uniform())
    let ratio = 0.5 * exp2(Double(doublings))
    var start = first
    start.population = Int(Double(first.population) * pow(ratio, share * share))
    start.sigma = first.sigma * pow(100, -Double(random.uniform()))
    return Run(start: start, limit: max(latestLarge / 2, 1), isSmall: true)
  }
}
