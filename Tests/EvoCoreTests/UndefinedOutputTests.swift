import EvoCore
import EvoEnvs
import Testing

@Suite("Undefined outputs")
struct UndefinedOutputTests {
  @Test("a policy whose outputs are NaN fails, whether it chooses or steers")
  func undefinedOutputs() throws {
    for name in ["cartpole", "mountain-car-continuous"] {
      let kind = try #require(EnvironmentCatalog.entry(named: name)).kind
      let spec = kind.spec
      let network = Network(
        widths: [spec.observation.count, 4, spec.action.outputCount], activation: .tanh)
      var parameters = network.initialParameters(seed: 1)
      parameters[parameters.count - 1] = .nan
      let policy = Policy(
        network: network, head: ActionHead(spec.action), parameters: parameters, normalizer: nil,
        reference: nil)
      let runner = try LaneRunner(kind: kind, policy: policy, rank: 1, stride: 16)
      let plan = EpisodePlan(
        seed: 5, domain: .probe, index: 0, episodesPerMember: 1, sharing: .none)
      let task = RolloutTask(
        plan: plan,
        generation: Generation(
          seed: 1, index: 0, memberCount: 20, sigma: 1, antithetic: true), observationCount: 0)
      runner.run(task, perturbation: GaussianPerturbation(rank: 1), width: 16, shift: [])
      for job in 0..<task.jobCount {
        #expect(task.outcome(job).end == .failed)
        #expect(task.outcome(job).length == 1)
      }
      #expect(task.fitness().allSatisfy { $0.isNaN })
    }
  }
}
