import EvoFiles
import EvoRun
import EvoTrain
import Glibc
import Synchronization
import Testing

/// Real threads, of which the system grants only the first few.
private final class FewThreads: Sendable {
  private let asked = Mutex(0)
  private let granted: Int

  init(granted: Int) { self.granted = granted }

  /// How often a thread was asked for.
  var count: Int { asked.withLock { $0 } }

  var starter: ThreadStarter {
    ThreadStarter { main throws(SystemError) in
      let number = self.asked.withLock { count in
        count += 1
        return count
      }
      guard number <= self.granted else { throw SystemError(code: EAGAIN) }
      return try ThreadStarter.posix.start(main)
    }
  }
}

@Suite("Worker threads")
struct ThreadWorkersTests {
  private let shortages = Shortages()

  private final class Shortages: Sendable {
    private let found = Mutex<[WorkerShortage]>([])
    var all: [WorkerShortage] { found.withLock { $0 } }
    func add(_ shortage: WorkerShortage) { found.withLock { $0.append(shortage) } }
  }

  private func workers(_ count: Int, on threads: FewThreads, cores: Int = 8) -> ThreadWorkers {
    let shortages = shortages
    return ThreadWorkers(count: count, cores: cores, starting: threads.starter) {
      shortages.add($0)
    }
  }

  @Test(
    "every piece is done once, however many threads there are", arguments: [0, 1, 2, 4, 100])
  func onceEach(granted: Int) {
    let workers = workers(5, on: FewThreads(granted: granted))
    for count in [5, 2, 5, 1, 3] {
      for _ in 0..<200 {
        let calls = Mutex([Int](repeating: 0, count: count))
        workers.atMost(count).run { worker in calls.withLock { $0[worker] += 1 } }
        #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
      }
    }
  }

  @Test("a shortage of threads is told once, with what there is and why")
  func shortage() {
    let threads = FewThreads(granted: 2)
    let workers = workers(6, on: threads)
    #expect(shortages.all == [])
    for _ in 0..<3 { workers.atMost(4).run { _ in } }
    #expect(shortages.all == [WorkerShortage(wanted: 6, found: 3, code: EAGAIN)])
    #expect(threads.count == 3)
    #expect(
      shortages.all.first?.description
        == "only 3 of 6 worker threads could be started (resource temporarily unavailable); the "
        + "work goes on with 3, more slowly and with the same results; raise the limit of "
        + "processes or of memory (ulimit -u, -v, -s), or lower --workers")
  }

  @Test("no thread is asked for where one worker is enough, and none beyond the cores")
  func threadCount() {
    let threads = FewThreads(granted: 100)
    workers(1, on: threads).run { _ in }
    workers(16, on: threads, cores: 1).run { _ in }
    workers(4, on: threads).atMost(1).run { _ in }
    #expect(threads.count == 0)
    workers(16, on: threads, cores: 4).run { _ in }
    #expect(threads.count == 3)
    workers(2, on: threads, cores: 4).run { _ in }
    #expect(threads.count == 4)
    #expect(shortages.all == [])
  }

  @Test("work that hands out work is done as well")
  func nested() {
    let workers = workers(3, on: FewThreads(granted: 2))
    let calls = Mutex(0)
    workers.run { _ in workers.run { _ in calls.withLock { $0 += 1 } } }
    #expect(calls.withLock { $0 } == 9)
  }

  @Test(
    "a training without a single thread gives the bytes of any other",
    arguments: [TrainerSample.cartPole, .normalizedPendulum])
  func sameBytes(sample: TrainerSample) throws {
    let expected = try sample.trainer()
    let reports = try expected.run(generations: 3)
    for granted in [0, 1] {
      let trainer = try Trainer(
        sample.configuration, kind: environmentKind(sample.configuration.env),
        workers: workers(3, on: FewThreads(granted: granted)))
      #expect(try trainer.run(generations: 3) == reports)
      #expect(trainer.checkpoint == expected.checkpoint)
    }
    #expect(shortages.all.map(\.found) == [1, 2])
  }
}
