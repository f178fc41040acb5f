import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import Testing

@Suite("What an environment measures of its steps")
struct MeasureTests {
  static let measuring = [
    "pendulum", "mountain-car-continuous", "lunar-lander", "hopper", "bipedal-walker", "car",
  ]

  private func summary(_ env: String, workers: Int, width: Int?) throws -> EvaluationSummary {
    let kind = try environmentKind(env)
    let network = Network(
      widths: [kind.spec.observation.count, kind.spec.action.outputCount], activation: .tanh)
    let policy = Policy(
      network: network, head: ActionHead(kind.spec.action),
      parameters: network.initialParameters(seed: 3), normalizer: nil, reference: nil)
    return try Evaluator(
      kind: kind, rank: 0, workers: ThreadWorkers(count: workers), blockWidth: width
    ).evaluate(policy, plan: .evaluation(seed: 5, episodes: 21))
  }

  @Test("the terms of the reward sum to the return, on any number of workers", arguments: measuring)
  func sums(env: String) throws {
    let found = try summary(env, workers: 1, width: nil)
    let terms = found.measures.filter { $0.name.hasPrefix("reward_") }
    #expect(terms.count > 1)
    #expect(terms.contains { $0.mean != 0 })
    let sum = terms.reduce(0) { $0 + $1.mean }
    let size = terms.reduce(1) { $0 + abs($1.mean) }
    #expect(abs(sum - found.returnMean) < 1e-5 * size)
    #expect(try summary(env, workers: 3, width: 16) == found)
  }

  private func fitness(_ env: String, _ factors: [RewardFactor]) throws -> [GenerationReport] {
    var configuration = TrainingConfiguration(env: env)
    configuration.strategy.population = 32
    configuration.evaluation.every = 1
    configuration.evaluation.episodes = 4
    configuration.training.rewardFactors = factors
    return try Trainer(
      configuration, kind: environmentKind(env), workers: ThreadWorkers(count: 2)
    ).run(generations: 1)
  }

  @Test("factors weigh the terms in training, and evaluations keep the reward of the environment")
  func factors() throws {
    let plain = try fitness("pendulum", [])[0]
    let terms = ["angle", "speed", "torque"]
    let doubled = try fitness("pendulum", terms.map { RewardFactor($0, 2) })[0]
    #expect(abs(doubled.fitness.mean - 2 * plain.fitness.mean) < 1e-4 * abs(plain.fitness.mean))
    let nothing = try fitness("pendulum", terms.dropFirst().map { RewardFactor($0, 0) })[0]
    #expect(nothing.fitness.mean > plain.fitness.mean && nothing.fitness.mean < 0)
    let evaluation = try #require(nothing.evaluation)
    let sum = evaluation.measures.reduce(0) { $0 + $1.mean }
    #expect(abs(sum - evaluation.returnMean) < 1e-3 * abs(sum))
    #expect(evaluation.measures.allSatisfy { $0.mean < 0 })
  }

  @Test("a factor of what is no term is refused with the terms that there are")
  func unknown() throws {
    func message(_ env: String) -> String? {
      #expect(throws: RewardFactorError.self) { try fitness(env, [RewardFactor("torqe", 2)]) }?
        .description
    }
    #expect(
      message("pendulum") == "training.reward_factors: 'torqe' is no term of the reward of "
        + "pendulum, which has angle, speed, torque")
    #expect(
      message("cartpole") == "training.reward_factors: 'torqe' is no term of the reward of "
        + "cartpole, which has none to be weighed; remove it")
  }

  @Test("every measure is a column at the end of the metrics, also after a resume")
  func columns() throws {
    let folder = try TemporaryFolder()
    var configuration = TrainingConfiguration(env: "pendulum")
    configuration.strategy.population = 16
    configuration.evaluation.every = 2
    configuration.evaluation.episodes = 4
    configuration.stop.generations = 3
    configuration.stop.solved = false
    let subject = TrainingSubject.environment(try environmentKind("pendulum"))
    let workers = ThreadWorkers(count: 2)
    _ = try TrainingRun.start(
      configuration, name: "test", subject: subject, path: folder("run"), workers: workers,
      interrupt: Interrupt()
    ).run { _ in }
    _ = try TrainingRun.resume(
      folder("run"), change: { $0.stop.generations = 4 }, kind: environmentKind,
      workers: workers, interrupt: Interrupt(), warn: { _ in }
    ).run { _ in }
    let rows = try folder.text("run/metrics.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 5)
    #expect(rows[0].suffix(3) == ["reward_angle", "reward_speed", "reward_torque"])
    for row in rows { #expect(row.count == rows[0].count) }
    #expect(rows[3].suffix(3).allSatisfy { $0.isEmpty })
    let terms = rows[4].suffix(3).compactMap { Double($0) }
    let place = try #require(rows[0].firstIndex(of: "return_mean"))
    let mean = try #require(Double(rows[4][place]))
    #expect(abs(terms.reduce(0, +) - mean) < 1e-5 * abs(mean))
  }
}
