import ArgumentParser
import EvoCore
import EvoRun
import EvoTrain
import EvoWords
import Synchronization

/// `train --seeds`: one training a seed, side by side, each with the bytes of the same training alone.
/// Under `mpirun` each is a rank's own, which writes its folder.
extension TrainCommand {
  func trainSeeds(_ seeds: [UInt64], _ settings: [String]) throws {
    let team = Ranks.team
    try Ranks.requireWork(pieces: seeds.count, "seeds")
    // What is wrong with all of them is said once, before anything is written.
    let first = try team.agreed {
      try PreparedTraining(config, settings + ["seed=\(seeds[0])"], isTold: true)
    }
    try team.requireSame(
      first.configuration.yaml.split(separator: "\n").map(String.init) + ["\(seeds)"],
      "configuration")
    try SharedFolder.require(out ?? RunName.parent, for: team)
    Signals.install()
    let display = SeedsDisplay(display.style, seeds: seeds.count, subject: first.subject)
    let ends = try team.deal(seeds.count) { try train($0.map { seeds[$0] }, settings, display) }
    let own = Set(team.hand(of: seeds.count))
    for (index, end) in ends.enumerated() where !own.contains(index) { end.map(display.show) }
    display.finish(processorSeconds: try Ranks.processSeconds(of: team))
    if let signal = Signals.interrupt.signal { throw ExitCode(128 + signal) }
    guard display.failures == 0 else { throw ExitCode.failure }
  }

  /// Trains with some of the seeds in this process.
  ///
  /// - Returns: how each ended; nil where a signal came before it began.
  private func train(
    _ seeds: [UInt64], _ settings: [String], _ display: SeedsDisplay
  ) throws -> [SeedEnd?] {
    let all = workers.threads
    let atOnce = min(seeds.count, all.count)
    let next = Atomic(0)
    let ends = Mutex([SeedEnd?](repeating: nil, count: seeds.count))
    ThreadWorkers(count: atOnce).run { _ in
      let own = ThreadWorkers(count: max(all.count / atOnce, 1))
      while Signals.interrupt.signal == nil {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < seeds.count else { return }
        let end = train(seeds[index], settings, own)
        display.show(end)
        ends.withLock { $0[index] = end }
      }
    }
    return ends.withLock { $0 }
  }

  private func train(_ seed: UInt64, _ settings: [String], _ workers: ThreadWorkers) -> SeedEnd {
    do {
      let training = try start(
        try PreparedTraining(config, settings + ["seed=\(seed)"], isTold: false),
        in: out.map { "\($0)/\(RunFolder.seedPrefix)\(seed)" }, workers: workers, team: SoloTeam())
      let ending = try page.run(training, workers: workers) { _ in }
      return .trained(SeedOutcome(training, ending))
    } catch {
      return .failed(seed, reason: "\(error)")
    }
  }
}
