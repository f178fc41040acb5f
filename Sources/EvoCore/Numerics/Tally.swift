import Synchronization

/// How much of some long work is done, for whoever watches from another thread.
///
/// Whoever works says what is done and counts; any thread may count and read at any time.
public final class Tally: Sendable {
  /// A piece of the work, in which the same things are counted.
  public struct Stage: Equatable, Sendable {
    /// The first stage of a tally is number 1.
    public var number: Int
    /// What is done, such as "walk.webp".
    public var work: String
    public var total: Int
    /// What is counted, such as "frames"; empty where it is only a share.
    public var unit: String
    /// What is being done now, such as "seed 3, step 200".
    public var detail = ""
  }

  private let current = Mutex<Stage?>(nil)
  private let count = Atomic(0)

  public init() {}

  /// Begins a stage, of which nothing is done.
  public func begin(_ work: String, total: Int, unit: String) {
    current.withLock { stage in
      stage = Stage(number: (stage?.number ?? 0) + 1, work: work, total: total, unit: unit)
      count.store(0, ordering: .relaxed)
    }
  }

  /// Says what is being done now in this stage.
  public func tell(_ detail: String) { current.withLock { $0?.detail = detail } }

  /// So much more is done.
  public func add(_ more: Int = 1) { count.wrappingAdd(more, ordering: .relaxed) }

  /// So much is done in all.
  public func set(_ done: Int) { count.store(done, ordering: .relaxed) }

  /// The stage, and how much of it is done, at most all; nil before the first.
  public var now: (stage: Stage, done: Int)? {
    current.withLock { stage in
      stage.map { ($0, min(max(count.load(ordering: .relaxed), 0), $0.total)) }
    }
  }
}
