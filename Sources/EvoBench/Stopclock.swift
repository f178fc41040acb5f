import EvoTrain

/// How much care a benchmark takes.
public struct BenchSettings: Sendable {
  /// Samples of every quantity.
  public var samples: Int
  /// Processor seconds that one sample lasts at least.
  public var sampleSeconds: Double
  /// Trainings of the time to solve, one per seed from 1 on.
  public var seeds: Int
  /// Small sizes: shows that the benchmark works, not how fast the machine is.
  public var isQuick: Bool
  /// The program whose start, memory and trainings are measured in processes of their own.
  public var executable: String

  public init(executable: String, seeds: Int = 20, isQuick: Bool = false) {
    self.executable = executable
    self.seeds = seeds
    self.isQuick = isQuick
    samples = isQuick ? 3 : 15
    sampleSeconds = isQuick ? 0.0005 : 0.02
  }
}

/// Times pieces of work by the processor time of this process.
struct Stopclock {
  let settings: BenchSettings

  /// Processor seconds of one call of each piece of work, sample by sample.
  ///
  /// The samples are taken in turn, A B A B, after a warm-up of each: whatever slows the machine for
  /// a while slows all of them, and their ratios within a sample stay true.
  func seconds(_ works: [() -> Void]) -> [[Double]] {
    let calls = works.map(callsPerSample)
    var result = [[Double]](repeating: [], count: works.count)
    for _ in 0..<settings.samples {
      for (index, work) in works.enumerated() {
        let start = Stopwatch.processSeconds
        for _ in 0..<calls[index] { work() }
        result[index].append((Stopwatch.processSeconds - start) / Double(calls[index]))
      }
    }
    return result
  }

  /// How many times `amount` per second, for one piece of work.
  func rate(of amount: Double, _ work: () -> Void) -> Spread {
    withoutActuallyEscaping(work) { work in
      Spread(seconds([work])[0].map { amount / $0 })
    }
  }

  /// Warms the work up and finds how often it has to be called to last one sample.
  private func callsPerSample(_ work: () -> Void) -> Int {
    var calls = 1
    while true {
      let start = Stopwatch.processSeconds
      for _ in 0..<calls { work() }
      let seconds = Stopwatch.processSeconds - start
      if seconds >= settings.sampleSeconds { return calls }
      let wanted = settings.sampleSeconds / max(seconds, 1e-7) * Double(calls) * 1.1
      calls = min(max(Int(wanted), calls + 1), calls * 100)
    }
  }
}
