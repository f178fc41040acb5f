import EvoCore
import Testing

@Suite("Unrolled problems and the strategies for them")
struct UnrolledTests {
  private let problem = InfluenceBalancing()

  private func strategy(
    _ method: UnrolledMethod, seed: UInt64 = 1, truncation: Int = 20, population: Int = 20,
    learningRate: Double = 0, on problem: any UnrolledProblem = InfluenceBalancing(),
    start: [Double]? = nil
  ) -> UnrolledES {
    var settings = StrategySettings(
      seed: seed, population: population, sigma: .constant(0.1),
      learningRate: .constant(learningRate))
    settings[.truncation] = truncation
    settings.optimizer = .sgd
    settings.optimizerOptions[.momentum] = 0
    return UnrolledES(
      problem, method: method, settings, start: start ?? beginning(of: problem))
  }

  private func beginning(of problem: any UnrolledProblem) -> [Double] {
    [Double](repeating: problem.start, count: problem.parameterCount)
  }

  /// Mean and standard error, over seeds, of the estimated gradient of the mean loss of a step, with
  /// the center at rest.
  private func estimate(
    _ method: UnrolledMethod, truncation: Int, at parameter: Double
  ) -> (mean: Double, error: Double) {
    let pieces = problem.horizon / truncation
    let seeds = 300
    let estimates = (0..<seeds).map { seed in
      var strategy = strategy(
        method, seed: UInt64(seed), truncation: truncation, start: [parameter])
      // In the first unroll the particles come from where the center was, without noise.
      for _ in 0..<pieces { _ = strategy.runGeneration() }
      let sum = (0..<pieces).reduce(0.0) { sum, _ in sum + strategy.runGeneration().gradient[0] }
      return sum / Double(problem.horizon)
    }
    let mean = estimates.reduce(0, +) / Double(seeds)
    let squares = estimates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(seeds - 1) / Double(seeds)).squareRoot())
  }

  @Test("the derivative of influence balancing is that of its loss")
  func derivative() {
    for parameter in [-0.4, 0, 0.5] {
      let slope =
        (problem.loss([parameter + 1e-4]) - problem.loss([parameter - 1e-4])) / 2e-4
      #expect(abs(problem.derivative([parameter]) / slope - 1) < 1e-6)
    }
    // At rest the first cell is -6 times the parameter.
    var state = problem.initialState
    for index in 0..<1000 { _ = problem.step(&state, index: index, parameters: [0.3]) }
    #expect(abs(state[0] + 1.8) < 1e-9)
  }

  @Test(
    "PES and noise reuse are unbiased", arguments: [UnrolledMethod.persistent, .noiseReuse],
    [10, 50])
  func unbiased(method: UnrolledMethod, truncation: Int) {
    let expected = problem.derivative([0.5])
    let (mean, error) = estimate(method, truncation: truncation, at: 0.5)
    #expect(abs(mean - expected) < 3 * error, "\(mean) ± \(error), expected \(expected)")
    #expect(error < 0.2 * abs(expected), "an estimate that says something")
  }

  @Test("a truncated estimate is biased, and of the wrong sign where the pieces are short")
  func biased() {
    let expected = problem.derivative([0.5])
    let (mean, error) = estimate(.truncated, truncation: 10, at: 0.5)
    #expect(abs(mean - expected) > 20 * error, "\(mean) ± \(error), true \(expected)")
    #expect(mean * expected < 0)
  }

  @Test("with one piece for the whole unroll all methods are the same strategy")
  func wholeUnroll() {
    let reports = UnrolledMethod.allCases.map { method in
      var strategy = strategy(method, truncation: problem.horizon, learningRate: 1e-4)
      return (0..<5).map { _ in strategy.runGeneration() }
    }
    #expect(reports[1] == reports[2])
    for (persistent, other) in zip(reports[0], reports[1]) {
      #expect(abs(persistent.gradient[0] / other.gradient[0] - 1) < 1e-9)
    }
  }

  @Test("PES and noise reuse find the parameter that truncation runs away from")
  func descent() {
    var losses: [UnrolledMethod: Double] = [:]
    for method in UnrolledMethod.allCases {
      var strategy = strategy(
        method, truncation: 10, population: 200, learningRate: 1e-4)
      for _ in 0..<400 { _ = strategy.runGeneration() }
      losses[method] = problem.loss(strategy.mean)
    }
    let start = problem.loss(beginning(of: problem))
    #expect(losses[.persistent] ?? .nan < 0.1 * start)
    #expect(losses[.noiseReuse] ?? .nan < 0.1 * start)
    #expect(losses[.truncated] ?? .nan > start)
  }

  @Test(
    "a strategy restored from its state goes on with the same bits",
    arguments: UnrolledMethod.allCases)
  func resume(method: UnrolledMethod) {
    for problem in UnrolledProblems.all {
      // Pieces that do not divide the horizon, pairs at different places.
      func make() -> UnrolledES {
        strategy(method, truncation: 7, population: 6, learningRate: 1e-3, on: problem)
      }
      var whole = make()
      for _ in 0..<33 { _ = whole.runGeneration() }
      var restored = make()
      restored.state = whole.state
      #expect(restored.state == whole.state)
      for _ in 0..<40 { #expect(restored.runGeneration() == whole.runGeneration()) }
      #expect(restored.mean == whole.mean)
      #expect(restored.state == whole.state)
    }
  }

  @Test("a particle without a finite loss counts as the worst, and its pair begins anew")
  func failure() {
    var strategy = strategy(
      .persistent, truncation: 5, population: 8, learningRate: 1, on: Exploding())
    for _ in 0..<30 {
      let report = strategy.runGeneration()
      #expect(report.gradient[0].isFinite)
      #expect(report.steps > 0)
    }
    #expect(strategy.mean[0].isFinite)
  }

  /// Half of the pairs leave the numbers at step 8 of 20.
  private struct Exploding: UnrolledProblem {
    let name = "exploding"
    let summary = ""
    let horizon = 20
    let parameterCount = 1
    let start = 0.0
    let sigma = 0.1
    let initialState = [0.0]

    func step(_ state: inout [Double], index: Int, parameters: [Double]) -> Double {
      state[0] += parameters[0] * parameters[0]
      return index == 8 && state[0] > 0.04 ? .infinity : state[0]
    }
  }

  @Test("every problem has a name of its own, and a loss that is a number")
  func problems() {
    let all = UnrolledProblems.all
    #expect(Set(all.map(\.name)).count == all.count)
    for problem in all {
      #expect(UnrolledProblems.named(problem.name)?.name == problem.name)
      for shift in [-1000.0, 0, 1000] {
        #expect(!problem.loss(beginning(of: problem).map { $0 + shift }).isNaN)
      }
    }
    #expect(UnrolledProblems.named("sphere") == nil)
  }
}
