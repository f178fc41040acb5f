import ArgumentParser
import EvoCore
import EvoRun
import EvoTrain
import EvoWords
import Synchronization

/// `train --seeds`: one training a seed, side by side, each with the bytes of the same training alone.
extension TrainCommand {
  func trainSeeds(_ seeds: [UInt64], _ settings: [String]) throws {
    guard Ranks.team.count == 1 else {
      throw ValidationError("--seeds trains in one process; start it without mpirun")
    }
    let all = workers.threads
    let atOnce = min(seeds.count, all.count)
    // What is wrong with all of them is said once, before anything is written.
    let first = try PreparedTraining(config, settings + ["seed=\(seeds[0])"], isTold: true)
    Signals.install()
    let display = SeedsDisplay(display.style, seeds: seeds.count, subject: first.subject)
    let next = Atomic(0)
    ThreadWorkers(count: atOnce).run { _ in
      let own = ThreadWorkers(count: max(all.count / atOnce, 1))
      while Signals.interrupt.signal == nil {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < seeds.count else { return }
        let seed = seeds[index]
        do {
          let training = try start(
            try PreparedTraining(config, settings + ["seed=\(seed)"], isTold: false),
            in: out.map { "\($0)/seed-\(seed)" }, workers: own)
          let ending = try page.run(training, workers: own) { _ in }
          display.show(SeedOutcome(training, ending))
        } catch {
          display.show(error, seed: seed)
        }
      }
    }
    display.finish()
    if let signal = Signals.interrupt.signal { throw ExitCode(128 + signal) }
    guard display.failures == 0 else { throw ExitCode.failure }
  }
}
