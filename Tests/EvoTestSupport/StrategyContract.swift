import EvoCore

/// What every strategy promises (see `Strategy`), as checks that any of them can be put through.
///
/// Members are evaluated as whole parameter vectors on plain functions, so no environment is needed.
public struct StrategyContract: Sendable {
  private let network: Network
  private let make: @Sendable (_ network: Network, _ center: [Float]) throws -> any Strategy

  /// - Parameter make: a new strategy with a population of at least 16.
  public init(
    _ make: @escaping @Sendable (_ network: Network, _ center: [Float]) throws -> any Strategy
  ) {
    // 23 parameters: matrices and vectors, hidden and last layer.
    network = Network(widths: [3, 3, 2], activation: .tanh, hidden: .batchNormed)
    self.make = make
  }

  private func strategy() throws -> any Strategy {
    try make(network, [Float](repeating: 0, count: network.parameterCount))
  }

  /// So many generations on a sphere around a point at distance 0.5 in every coordinate take most of the
  /// distance away, also when a tenth of the members fail.
  public func improvesSphere(generations: Int = 60) throws {
    for failing in [false, true] {
      var strategy = try strategy()
      let start = sphere(strategy.center.map(Double.init))
      for _ in 0..<generations {
        let generation = strategy.ask()
        var fitness = evaluate(strategy, generation)
        if failing {
          for member in stride(from: 3, to: fitness.count, by: 10) { fitness[member] = .nan }
        }
        _ = strategy.tell(fitness, for: generation, on: SerialWorkers())
      }
      let end = sphere(strategy.center.map(Double.init))
      try require(end > 0.3 * start, "fitness \(end) after \(start), failing members: \(failing)")
    }
  }

  /// Members that fail push the center away from them: those beyond the first center's first
  /// coordinate fail, and nothing else depends on that coordinate.
  public func failuresPushAway(generations: Int = 30) throws {
    var strategy = try strategy()
    for _ in 0..<generations {
      let generation = strategy.ask()
      let members = members(strategy, generation)
      let fitness = (0..<generation.memberCount).map { member in
        let parameters = members.parameters(of: member)
        return parameters[0] > 0 ? Float.nan : Float(sphere([0.5] + parameters.dropFirst()))
      }
      _ = strategy.tell(fitness, for: generation, on: SerialWorkers())
    }
    try require(
      strategy.center[0] < -0.02, "the center is at \(strategy.center[0]), where members fail")
  }

  /// Asking is a pure function of the state.
  public func askingTwiceIsAskingOnce() throws {
    var (once, twice) = (try strategy(), try strategy())
    for _ in 0..<3 {
      let generation = once.ask()
      _ = twice.ask()
      try require(twice.ask() == generation, "the second answer is the first")
      let fitness = evaluate(once, generation)
      _ = once.tell(fitness, for: generation, on: SerialWorkers())
      _ = twice.tell(fitness, for: generation, on: SerialWorkers())
      try require(once.state == twice.state, "asking changes nothing")
    }
  }

  /// Every generation has other members.
  public func generationsDiffer() throws {
    var strategy = try strategy()
    let first = strategy.ask()
    // The last member: a strategy that keeps its parents may begin with them.
    let last = first.memberCount - 1
    let before = members(strategy, first).parameters(of: last)
    let fitness = evaluate(strategy, first)
    _ = strategy.tell(fitness, for: first, on: SerialWorkers())
    let second = strategy.ask()
    try require(first != second, "another recipe")
    try require(members(strategy, second).parameters(of: last) != before, "other members")
  }

  /// Equal fitness moves nothing, nor does a generation in which every member failed: neither the
  /// gradient nor momentum or weight decay.
  public func nothingLearnedMovesNothing() throws {
    for fitness: Float in [0, -7.5, 1e30, .nan] {
      var strategy = try strategy()
      for _ in 0..<12 {
        let generation = strategy.ask()
        _ = strategy.tell(
          evaluate(strategy, generation), for: generation, on: SerialWorkers())
      }
      let center = strategy.center
      try require(center.contains { $0 != 0 }, "it has moved before")
      let generation = strategy.ask()
      let report = strategy.tell(
        [Float](repeating: fitness, count: generation.memberCount), for: generation,
        on: SerialWorkers())
      try require(bits(strategy.center) == bits(center), "all fitness \(fitness) moves nothing")
      try require(report.updateNorm == 0, "and is reported as no step")
      try require(strategy.ask() != generation, "the next generation is another")
    }
  }

  /// A strategy restored from its state goes on with the same bits.
  public func resumeEqualsUninterrupted() throws {
    var original = try strategy()
    advance(&original, generations: 7)
    var restored = try make(network, [Float](repeating: 9, count: network.parameterCount))
    restored.state = original.state
    try require(restored.state == original.state, "the state survives the way out and in")
    advance(&original, generations: 7)
    advance(&restored, generations: 7)
    try require(bits(restored.center) == bits(original.center), "the same bits")
    try require(restored.state == original.state, "the same state")
    try require(original.state.vectors[0].name == "center", "the center comes first")
    try require(original.state.vectors[0].values == original.center, "and is the center")
  }

  /// A copy is independent of its original.
  public func copiesAreIndependent() throws {
    var original = try strategy()
    advance(&original, generations: 2)
    let copy = original
    let state = copy.state
    advance(&original, generations: 2)
    try require(copy.state == state, "the copy stays")
  }

  /// The result does not depend on how many workers there are, nor on their order.
  public func workersDoNotMatter(_ workers: [any Workers]) throws {
    func center(on workers: any Workers) throws -> [UInt32] {
      var strategy = try strategy()
      for _ in 0..<3 {
        let generation = strategy.ask()
        var random = Random(test: UInt64(generation.index))
        let fitness = (0..<generation.memberCount).map { _ in random.bell() }
        tell(&strategy, fitness, generation, on: workers)
      }
      return bits(strategy.center)
    }
    func tell(
      _ strategy: inout any Strategy, _ fitness: [Float], _ generation: Generation,
      on workers: some Workers
    ) {
      _ = strategy.tell(fitness, for: generation, on: workers)
    }
    let expected = try center(on: SerialWorkers())
    for count in [2, 3, 7, 16] {
      try require(
        try center(on: BackwardWorkers(count: count)) == expected, "\(count) workers backward")
    }
    for workers in workers {
      try require(try center(on: workers) == expected, "\(workers.count) workers")
    }
  }

  private func advance(_ strategy: inout any Strategy, generations: Int) {
    for _ in 0..<generations {
      let generation = strategy.ask()
      _ = strategy.tell(evaluate(strategy, generation), for: generation, on: SerialWorkers())
    }
  }

  private func members(_ strategy: any Strategy, _ generation: Generation) -> ExplicitMembers {
    ExplicitMembers(
      generation, of: strategy.perturbation, around: strategy.center, network: network)
  }

  private func evaluate(_ strategy: any Strategy, _ generation: Generation) -> [Float] {
    let members = members(strategy, generation)
    return (0..<generation.memberCount).map { Float(sphere(members.parameters(of: $0))) }
  }

  private func sphere(_ parameters: [Double]) -> Double {
    -parameters.enumerated().reduce(0) { sum, parameter in
      let distance = parameter.element - (parameter.offset.isMultiple(of: 2) ? 0.5 : -0.5)
      return sum + distance * distance
    }
  }
}

/// Workers that run one after the other, the last first.
struct BackwardWorkers: Workers {
  let count: Int

  func run(_ body: @Sendable (_ worker: Int) -> Void) {
    for worker in (0..<count).reversed() { body(worker) }
  }

  func atMost(_ count: Int) -> BackwardWorkers { BackwardWorkers(count: min(count, self.count)) }
}
