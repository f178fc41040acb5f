import EvoCore
import EvoEnvs
import EvoFiles
import EvoTestSupport
import EvoTrain
import Foundation
import Testing

@Suite("Shipped configurations")
struct ShippedConfigsTests {
  private static let locator = ResourceLocator(
    home: Repository.path, executable: nil, currentDirectory: "/")

  static let names = locator.names(.configs)

  @Test("there are some")
  func some() {
    #expect(Self.names.contains("cartpole"))
    #expect(Self.names.contains("pendulum"))
  }

  @Test("a shipped configuration is read strictly, ends, and trains", arguments: names)
  func trains(name: String) throws {
    let path = try Self.locator.path(of: name, .configs)
    let whole = try TrainingConfiguration.load(path: path)
    let subject: TrainingSubject
    do {
      subject = try TrainingSubject(whole) {
        try EnvironmentLibrary(locator: Self.locator).entry($0).kind
      }
    } catch DatasetError.missing(_, _, _, package: _?) {
      try Test.cancel("its data come in a package of their own, which is not there")
    }
    try whole.requireEnd(hasThreshold: subject.solvedAt != nil, file: path)

    // The same in small: a walker's full population would take minutes.
    let configuration = try TrainingConfiguration.load(
      path: path,
      overrides: [
        "strategy.population=8", "strategy.episodes=1", "evaluation.every=1",
        "evaluation.episodes=2", "stop.generations=2",
      ] + (whole.strategy[.elitePairs] == nil ? [] : ["strategy.elite_pairs=2"]))
    let trainer = try Trainer(
      configuration, subject: subject, workers: ThreadWorkers(count: 2))
    let start = trainer.policy.parameters
    for generation in 1...2 {
      let report = try trainer.runGeneration()
      #expect(report.generation == generation)
      #expect(report.envSteps >= 8 * generation)
      #expect(report.fitness.failed == 0)
      #expect(report.evaluation?.returnMean.isFinite == true)
    }
    #expect(trainer.stopReason != nil)
    #expect(trainer.policy.parameters != start)
    #expect(trainer.policy.parameters.allSatisfy { $0.isFinite })
  }
}
