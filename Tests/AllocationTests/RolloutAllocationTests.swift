import CAllocationCounter
import EvoCore
import EvoEnvs
import EvoTestSupport
import Testing

/// A rollout allocates nothing: neither per step, nor per episode, nor per call. Unoptimized code
/// keeps closures and key paths on the heap, so this is a promise of release builds only.
@Suite("Allocations", .enabled(if: ac_is_available() != 0 && isOptimized))
struct RolloutAllocationTests {
  struct Case: Sendable {
    let environment: String
    var rank: Int? = 1
    var hidden = [16, 8]
    var batchNorm = false
    var layerNorm = false
    var normalizes = false
  }

  /// Without the environments that build a world of Box2D at each reset, which takes memory.
  static let cases =
    EnvironmentCatalog.names.filter { !$0.hasPrefix("lunar-lander") }.flatMap { name in
      [
        Case(environment: name),
        Case(environment: name, rank: 4, hidden: []),
        Case(environment: name, rank: nil),
        Case(environment: name, layerNorm: true),
        Case(environment: name, rank: 2, batchNorm: true, normalizes: true),
        Case(environment: name, rank: 0, batchNorm: true),
      ]
    }

  /// Allocations of this thread while `body` runs.
  private func allocations(_ body: () -> Void) -> Int {
    ac_start()
    body()
    return ac_stop()
  }

  @Test("the counter counts")
  func counter() {
    let found = allocations {
      for _ in 0..<3 {
        UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 64).deallocate()
      }
      UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 1).deallocate()
    }
    #expect(found == 4)
    #expect(allocations {} == 0)
  }

  @Test("a rollout allocates nothing, however long its episodes", arguments: cases)
  func rollout(test: Case) throws {
    let entry = try #require(EnvironmentCatalog.entry(named: test.environment))
    for steps in [30, 300] {
      // The same task with another limit.
      var spec = entry.spec
      spec.stepLimit = steps
      let kind = EnvironmentKind(spec: spec, makeBlock: entry.kind.makeBlock)
      let policy = try policy(test, kind)
      let generation = Generation(
        seed: 1, index: 0, memberCount: 100, sigma: 0.1, antithetic: true)
      let runner = try LaneRunner(kind: kind, policy: policy, rank: test.rank, stride: 64)
      let shift = [Float](repeating: 0, count: spec.observation.count)
      func task() -> RolloutTask {
        let plan = EpisodePlan(
          seed: 1, domain: .probe, index: 0, episodesPerMember: 2, sharing: .generation)
        return RolloutTask(
          plan: plan, generation: test.rank == 0 ? nil : generation,
          observationCount: test.normalizes ? spec.observation.count : 0)
      }
      let perturbation = GaussianPerturbation(rank: test.rank)
      runner.run(task(), perturbation: perturbation, width: 64, shift: shift)
      let second = task()
      let found = allocations {
        runner.run(second, perturbation: perturbation, width: 64, shift: shift)
      }
      #expect(second.outcome(second.jobCount - 1).length > 0)
      #expect(found == 0, "\(steps) steps")
    }
  }

  @Test(
    "a step in a world of Box2D allocates nothing",
    arguments: [LunarLander.Engines.discrete, .continuous])
  func physics(engines: LunarLander.Engines) {
    let memory = AlignedBuffer<Float>(count: 10, filledWith: 0.7)
    var lander = LunarLander(engines)
    var random = Random(seed: 1, domain: .probe)
    let observation = LaneWriter(memory.base, stride: 1)
    lander.reset(random: &random, observation: observation)
    let found = allocations {
      // In flight: contacts with the ground are Box2D's own to allocate.
      for step in 0..<30 {
        memory.base[8] = engines == .discrete ? Float(step % 4) : 0.7
        _ = lander.step(action: LaneReader(memory.base + 8, stride: 1), observation: observation)
      }
    }
    #expect(found == 0)
  }

  private func policy(_ test: Case, _ kind: EnvironmentKind) throws -> Policy {
    let spec = kind.spec
    let network = Network(
      widths: [spec.observation.count] + test.hidden + [spec.action.outputCount],
      activation: .tanh,
      hidden: test.batchNorm ? .batchNormed : test.layerNorm ? .layerNormed : .dense)
    let width = spec.observation.count
    return Policy(
      network: network, head: ActionHead(spec.action),
      parameters: network.initialParameters(seed: 1),
      normalizer: test.normalizes
        ? ObservationNormalizer(
          mean: [Float](repeating: 0.1, count: width),
          variance: [Float](repeating: 0.5, count: width), limit: 5) : nil,
      reference: test.batchNorm
        ? try ReferenceBatch.collect(count: 32, from: kind, seed: 1) : nil)
  }
}

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif
