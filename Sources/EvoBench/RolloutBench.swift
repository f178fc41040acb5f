import CKernels
import EvoCore
import EvoEnvs
import EvoTrain

/// Whole populations playing cart-pole: noise, forward pass, physics and bookkeeping together.
///
/// The center is trained first and the noise is small, so that every episode lasts 500 steps.
struct RolloutBench {
  let settings: BenchSettings
  private static let targets = [Int32(CK_AVX512): 40e6, Int32(CK_AVX2): 25e6]

  func run() throws -> Section {
    let kind = EnvironmentKind(spec: CartPole.spec) { _ in CartPoleBlock() }
    let policy = try trainedPolicy(kind)
    let chosen = ck_variant()
    defer { _ = ck_select_variant(chosen) }
    var generation = Generation(
      seed: 1, index: 0, memberCount: settings.isQuick ? 64 : 4096, sigma: 1e-4, antithetic: true)
    let evaluator = Evaluator(
      kind: kind, rank: 1, workers: ThreadWorkers(count: 1))
    let perturbation = GaussianPerturbation(rank: 1)
    let variants = variants(beside: chosen)
    var rates = [[Double]](repeating: [], count: variants.count)
    var lengths: [Double] = []
    // Samples in turn, the first of each for warming up.
    for sample in 0...settings.samples {
      for (index, variant) in variants.enumerated() {
        _ = ck_select_variant(variant)
        generation.index += 1
        let start = Stopwatch.processSeconds
        let task = try evaluator.evaluate(
          generation, around: policy, perturbation: perturbation,
          plan: EpisodePlan(
            seed: 1, domain: .probe, index: generation.index, episodesPerMember: 1, sharing: .none),
          observes: false)
        let seconds = Stopwatch.processSeconds - start
        let steps = (0..<task.jobCount).reduce(0) { $0 + Int(task.outcome($1).length) }
        if sample > 0 { rates[index].append(Double(steps) / seconds) }
        lengths.append(Double(steps) / Double(task.jobCount))
      }
    }
    let figures = zip(variants, rates).map { variant, rates in
      Figure(
        "rollouts, \(String(cString: ck_variant_name(variant)))", "steps/s", Spread(rates),
        target: Self.targets[variant].map(Target.atLeast))
    }
    return Section(
      .rollouts, figures + [Figure("episode length", "steps", Spread(lengths))],
      notes: ["\(generation.memberCount) members a generation, every step counted is played"])
  }

  /// The instruction set in use, and AVX2 where that is another one. A quick run stays with the one
  /// in use: it may have neighbors in its process.
  private func variants(beside chosen: Int32) -> [Int32] {
    let other = Int32(CK_AVX2)
    guard !settings.isQuick, chosen != other, ck_variant_available(other) != 0 else {
      return [chosen]
    }
    return [chosen, other]
  }

  /// A policy that balances to the end of almost every episode.
  private func trainedPolicy(_ kind: EnvironmentKind) throws -> Policy {
    var configuration = TrainingConfiguration(env: kind.spec.name)
    configuration.policy.hidden = [32]
    configuration.policy.activation = .tanh
    let trainer = try Trainer(configuration, kind: kind, workers: ThreadWorkers(count: 1))
    for _ in 0..<(settings.isQuick ? 2 : 100) {
      _ = try trainer.runGeneration()
      if try !settings.isQuick && trainer.evaluateCenter().returnMin >= 500 { break }
    }
    return trainer.policy
  }
}
