import EvoCore
import EvoTrain

/// Times the steps of one worker's lanes, by how many of them are alive.
struct LaneMeter {
  private let task: RolloutTask
  private let policy: Policy
  private let perturbation: any Perturbation
  private let width: Int
  private let interrupt: Interrupt
  private let runner: LaneRunner
  private let shift: [Float]

  /// Each number of lanes is timed so often, with other episodes.
  private static let repeats = 9

  /// - Parameters:
  ///   - task: has been played, by `play` or elsewhere, when it is measured: the lengths of its jobs count.
  ///   - isMeasured: whether the environment measures its steps.
  init(
    task: RolloutTask, kind: EnvironmentKind, policy: Policy, rank: Int?,
    perturbation: any Perturbation, isMeasured: Bool, width: Int, interrupt: Interrupt
  ) throws {
    self.task = task
    self.policy = policy
    self.perturbation = perturbation
    self.width = width
    self.interrupt = interrupt
    runner = try LaneRunner(
      kind: kind, policy: policy, rank: rank, isMeasured: isMeasured, stride: width)
    shift = policy.normalizer?.mean ?? [Float](repeating: 0, count: kind.spec.observation.count)
  }

  /// Plays the whole task.
  func play() throws {
    runner.setCenter(policy)
    try run(task, width: width)
  }

  private func run(_ task: RolloutTask, width: Int) throws {
    runner.run(task, perturbation: perturbation, width: width, shift: shift)
    if let failure = runner.failure { throw failure }
    if interrupt.mustAbandon { throw Interrupted() }
  }

  func measure() throws -> PlayCosts {
    let lengths = (0..<task.jobCount).map { Int(task.outcome($0).length) }
    var grid: [Int] = []
    var lanes = 1
    while lanes < min(width, lengths.count) {
      grid.append(lanes)
      lanes *= 2
    }
    grid.append(min(width, lengths.count))
    let timed = try grid.map { try runs(of: $0) }
    let starts = try runs(of: min(8, lengths.count), horizon: 1)
    // The first steps of some lanes are starts and a step; the step is only known when starts are.
    var costs = PlayCosts(lengths: lengths, width: width, startSeconds: 0, steps: [])
    for _ in 0..<3 {
      costs.steps = []
      for (lanes, runs) in zip(grid, timed) {
        let known = costs.steps.last
        let seconds = runs.map { run in
          stepSeconds(of: lanes, run, lengths: Array(lengths[run.jobs]), known, costs)
        }
        costs.steps.append(
          PlayCosts.Step(lanes: lanes, seconds: max(median(seconds), 1e-9)))
      }
      let start = median(
        starts.map { run in
          (run.seconds - costs.stepSeconds(run.jobs.count)) / Double(run.jobs.count)
        })
      costs.startSeconds = max(start, 0)
    }
    let setting = (0..<Self.repeats).map { _ in
      let stopwatch = Stopwatch()
      runner.setCenter(policy)
      return stopwatch.seconds
    }
    costs.rankSeconds = median(setting)
    return costs
  }

  private struct Run {
    var jobs: Range<Int>
    var seconds: Double
  }

  /// Plays so many jobs side by side, each in a lane of its own.
  private func runs(of lanes: Int, horizon: Int? = nil) throws -> [Run] {
    runner.setCenter(policy)
    var plan = task.plan
    if let horizon { plan.conditions.horizon = horizon }
    return try (0..<Self.repeats).map { repetition in
      let first = (task.jobCount - lanes) * repetition / Self.repeats
      let jobs = first..<first + lanes
      let part = RolloutTask(
        plan: plan, pieces: horizon == nil ? task.pieces : nil, generation: task.generation,
        jobs: jobs, observationCount: task.slot.observationCount,
        measureCount: task.slot.measureCount, interrupt: interrupt)
      let stopwatch = Stopwatch()
      try run(part, width: lanes)
      return Run(jobs: jobs, seconds: stopwatch.seconds)
    }
  }

  /// Solves the seconds of a run for those of a step with all lanes, where those of fewer are known.
  ///
  /// The lanes end one by one, and between the numbers of lanes that are measured the seconds of a step
  /// lie on a line.
  private func stepSeconds(
    of lanes: Int, _ run: Run, lengths: [Int], _ known: PlayCosts.Step?, _ costs: PlayCosts
  ) -> Double {
    var rest = run.seconds - Double(lanes) * costs.startSeconds
    var weight = 0.0
    var step = 0
    for (ended, length) in lengths.sorted().enumerated() where length > step {
      let (alive, count) = (lanes - ended, Double(length - step))
      step = length
      if let known, alive <= known.lanes {
        rest -= count * costs.stepSeconds(alive)
      } else if let known {
        let part = Double(alive - known.lanes) / Double(lanes - known.lanes)
        rest -= count * (1 - part) * known.seconds
        weight += count * part
      } else {
        weight += count
      }
    }
    return weight > 0 ? rest / weight : known?.seconds ?? 0
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
