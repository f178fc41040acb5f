import EvoTrain

/// What it costs to hand work to threads that wait, and to wait until all of it is done: a generation
/// does so a few times. By the clock, as it is mostly waiting.
struct WorkersBench {
  let settings: BenchSettings

  func run() -> Section {
    let counts = [1, 2, ThreadWorkers.coreCount].reduce(into: [Int]()) { counts, count in
      if !counts.contains(count) { counts.append(count) }
    }
    let rounds = settings.isQuick ? 10 : 5000
    let figures = counts.map { count in
      let workers = ThreadWorkers(count: count)
      // The first call starts the threads.
      workers.run { _ in }
      let seconds = (0..<settings.samples).map { _ in
        let clock = Stopwatch()
        for _ in 0..<rounds { workers.run { _ in } }
        return clock.seconds / Double(rounds)
      }
      return Figure("empty work for \(count) worker\(count == 1 ? "" : "s")", "s", Spread(seconds))
    }
    return Section(
      .workers, figures,
      notes: ["by the clock; other programs that use the cores make it longer"])
  }
}
