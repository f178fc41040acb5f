import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain

/// The checks that need the runner or a canvas.
extension EnvironmentCheck {
  func limits() throws -> Finding {
    let (outcomes, _) = try play(members: 40, sigma: 2, lanes: 32)
    let flaw = outcomes.first {
      $0.length < 1 || $0.length > spec.stepLimit
        || ($0.end == .truncated && Int($0.length) != spec.stepLimit)
    }
    let failed = outcomes.count { $0.end == .failed }
    let isKept = flaw == nil && failed == 0
    return Finding(
      promise: "the step limit is respected", isKept: isKept,
      detail: flaw.map { "an episode of \($0.length) steps, the limit is \(spec.stepLimit)" }
        ?? (isKept
          ? "\(outcomes.count) policies, no episode beyond \(spec.stepLimit) steps"
          : "\(failed) of \(outcomes.count) episodes were not finite"))
  }

  /// Steps per second of one thread, with a random linear policy for each of 64 lanes.
  public func stepsPerSecond() throws -> Double {
    let (outcomes, seconds) = try play(members: 64, sigma: 1, lanes: 64)
    return outcomes.reduce(0) { $0 + Double($1.length) } / max(seconds, 1e-9)
  }

  private func play(
    members: Int, sigma: Float, lanes: Int
  ) throws -> (outcomes: [EpisodeOutcome], seconds: Double) {
    let network = Network(
      widths: [spec.observation.count, spec.action.outputCount], activation: .tanh)
    let policy = Policy(
      network: network, head: ActionHead(spec.action),
      parameters: network.initialParameters(seed: seed(1)), normalizer: nil, reference: nil)
    let plan = EpisodePlan(
      seed: seed(1), domain: .probe, index: 0, episodesPerMember: 1, sharing: .none)
    let task = RolloutTask(
      plan: plan,
      generation: Generation(
        seed: seed(1), index: 0, memberCount: members, sigma: sigma, antithetic: true),
      observationCount: 0)
    let runner = try LaneRunner(kind: entry.kind, policy: policy, rank: 1, stride: lanes)
    let watch = Stopwatch()
    runner.run(task, perturbation: GaussianPerturbation(rank: 1), width: lanes, shift: [])
    return ((0..<task.jobCount).map(task.outcome), watch.seconds)
  }

  func draws() throws -> Finding {
    // A color that no picture uses shows what was left unpainted.
    let unpainted = Color(0xFF00FF)
    let canvas = try Canvas(width: 120, height: 80)
    var isWhole = true
    let watched = try episode { stage in
      canvas.fill(unpainted)
      stage.draw(on: canvas)
      isWhole = isWhole && !canvas.bitmap().pixels.contains(0xFFFF_00FF)
    }
    let changesNothing = try watched.rewards == episode { _ in }.rewards
    return Finding(
      promise: "pictures are whole and change nothing", isKept: isWhole && changesNothing,
      detail: isWhole
        ? changesNothing ? "\(watched.rewards.count + 1) frames" : "drawing changes the episode"
        : "a part of the canvas is not painted")
  }

  /// Moments of an episode whose random actions are held for a while, on one sheet.
  public func picture() throws -> Canvas {
    let canvas = try Canvas(width: 600, height: 400)
    var moments = EvenlySpaced<(bitmap: Bitmap, caption: String)>(count: 6)
    var step = 0
    _ = try episode(steps: spec.stepLimit) { stage in
      moments.offer {
        stage.draw(on: canvas)
        return (canvas.bitmap(), "step \(step)")
      }
      step += 1
    }
    return try ContactSheet(moments.elements, title: spec.name).canvas()
  }

  /// Plays an episode of the scalar form and shows every state to `watch`.
  ///
  /// - Returns: the bits of the rewards, and the first component of the observation that a reset or
  ///   a step left unwritten.
  func episode(
    steps: Int = 60, _ watch: (any Stage) -> Void
  ) throws -> (rewards: [UInt32], unwritten: Int?) {
    let stage = try entry.makeStage([])
    let lanes = CheckedLanes(stage, spec: spec)
    var actions = RandomActions(spec.action, seed: seed(2))
    lanes.reset(0, seed: seed(1))
    watch(stage)
    var rewards: [UInt32] = []
    var unwritten = lanes.observation(0).firstIndex { !$0.isFinite }
    var action = actions.next()
    while rewards.count < min(steps, spec.stepLimit), !lanes.isOver(0) {
      if rewards.count.isMultiple(of: 8) { action = actions.next() }
      lanes.poison()
      lanes.step { _ in action }
      unwritten = unwritten ?? lanes.observation(0).firstIndex { !$0.isFinite }
      rewards.append(lanes.reward(0).bitPattern)
      watch(stage)
    }
    return (rewards, unwritten)
  }
}
