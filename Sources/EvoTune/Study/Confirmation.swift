import EvoCore
import EvoTrain
import Glibc
import Synchronization

/// What the winner and the configuration as it is are worth with seeds that nothing was chosen by.
public struct Confirmation: Sendable, Equatable {
  public var winner: [Double]
  public var original: [Double]

  /// What the log of a study holds of it; nil where it holds nothing.
  ///
  /// - Parameter notes: of the study.
  public init?(of best: Trial, in notes: [String: String]) {
    func values(_ name: String) -> [Double] {
      var found: [Double] = []
      while let value = notes[Self.note(found.count, name)].flatMap({ Double($0) }) {
        found.append(value)
      }
      return found
    }
    (winner, original) = (values(Self.name(best)), values(Self.originalName))
    if winner.isEmpty || original.isEmpty { return nil }
  }

  private init(winner: [Double], original: [Double]) {
    (self.winner, self.original) = (winner, original)
  }

  private static func name(_ best: Trial) -> String { "trial \(best.number)" }
  private static let originalName = "the original"
  private static func note(_ seed: Int, _ name: String) -> String {
    "fresh seed \(seed) of \(name)"
  }

  public static func median(_ values: [Double]) -> Double {
    let sorted = values.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return .nan }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// Mean and its standard error.
  public static func mean(_ values: [Double]) -> (mean: Double, error: Double) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / max(count - 1, 1) / count).squareRoot())
  }

  /// Measures both, and notes every training in the log, so that none is done twice.
  ///
  /// - Parameters:
  ///   - best: the winner.
  ///   - settings: what it sets.
  ///   - notes: of the study so far.
  public static func make(
    of best: Trial, settings: [String], count: Int, notes: [String: String], journal: Journal?,
    training: TrialTraining, workers: ThreadWorkers, interrupt: Interrupt,
    observe: @escaping @Sendable (_ done: Int) -> Void
  ) throws -> Confirmation {
    let jobs = [(name(best), settings), (originalName, [])].flatMap {
      name, settings in
      (0..<count).map { (name: name, settings: settings, seed: $0) }
    }
    let found = Mutex<(values: [Double], done: Int, failure: (any Error)?)>(
      ([Double](repeating: .nan, count: jobs.count), 0, nil))
    let next = Atomic(0)
    let atOnce = min(workers.count, max(jobs.count, 1))
    ThreadWorkers(count: atOnce).run { _ in
      let own = ThreadWorkers(count: max(workers.count / atOnce, 1))
      while interrupt.signal == nil, found.withLock({ $0.failure == nil }) {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < jobs.count else { return }
        let job = jobs[index]
        let note = note(job.seed, job.name)
        do {
          var value = notes[note].flatMap { Double($0) }
          if value == nil {
            let fresh = try measured(job, training, own)
            try journal?.note(note, "\(fresh)")
            value = fresh
          }
          let done = found.withLock { state in
            state.values[index] = value ?? .nan
            state.done += 1
            return state.done
          }
          observe(done)
        } catch is Interrupted { return } catch {
          found.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    let (values, done, failure) = found.withLock { $0 }
    if let failure { throw failure }
    guard done == jobs.count else { throw Interrupted() }
    return Confirmation(winner: Array(values[..<count]), original: Array(values[count...]))
  }

  /// A training that fails has no value; that is a result as well.
  private static func measured(
    _ job: (name: String, settings: [String], seed: Int), _ training: TrialTraining,
    _ workers: ThreadWorkers
  ) throws -> Double {
    do {
      return try training.measure(
        job.settings, name: job.name, seed: job.seed, workers: workers)
    } catch is TrainingFailure { return .nan }
  }
}
