import EvoFiles
import Glibc

/// Threads that wait for work beside the one that hands it out.
///
/// A piece of work is taken by whichever thread is awake, so a thread that is late, or missing, delays
/// nothing: the caller does what is left, and waits only for what others have taken.
final class WorkerThreads: @unchecked Sendable {
  // Unchecked: `started` is the caller's, and handing out work is one caller's at a time.

  private let count: Int
  private let starter: ThreadStarter
  private let onShortage: @Sendable (WorkerShortage) -> Void
  private let desk = WorkDesk()
  private var joins: [@Sendable () -> Void]?

  /// - Parameter count: threads besides the caller's; they are started when there is work.
  init(
    count: Int, starting starter: ThreadStarter,
    onShortage: @escaping @Sendable (WorkerShortage) -> Void
  ) {
    self.count = count
    self.starter = starter
    self.onShortage = onShortage
  }

  deinit {
    desk.close()
    for join in joins ?? [] { join() }
  }

  /// Calls `body` with 0..<pieces, each once, and returns when all have returned.
  func run(_ pieces: Int, _ body: @Sendable (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      guard desk.open(pieces, body) else {
        // Work within the work, or of a second caller: that has a thread already.
        for piece in 0..<pieces { body(piece) }
        return
      }
      if joins == nil { startThreads() }
      desk.workAndWait()
    }
  }

  private func startThreads() {
    var joins: [@Sendable () -> Void] = []
    let desk = desk
    do throws(SystemError) {
      for _ in 0..<count { joins.append(try starter.start { desk.serve() }) }
    } catch {
      onShortage(WorkerShortage(wanted: count + 1, found: joins.count + 1, code: error.code))
    }
    self.joins = joins
  }
}

/// Where work lies, piece by piece, until it is taken and done.
private final class WorkDesk: @unchecked Sendable {
  // Unchecked: everything is read and written under the lock, but for `body`, which stays as it is
  // while pieces of it are at work.

  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let arrival = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private let completion = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var body: (@Sendable (Int) -> Void)?
  private var pieces = 0
  /// The first piece that nobody has taken.
  private var next = 0
  private var unfinished = 0
  private var isClosed = false

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(arrival, nil)
    pthread_cond_init(completion, nil)
  }

  deinit {
    pthread_cond_destroy(completion)
    pthread_cond_destroy(arrival)
    pthread_mutex_destroy(lock)
    completion.deallocate()
    arrival.deallocate()
    lock.deallocate()
  }

  /// Puts work on the desk; false when there is some already.
  func open(_ pieces: Int, _ body: @escaping @Sendable (Int) -> Void) -> Bool {
    pthread_mutex_lock(lock)
    let isFree = self.body == nil
    if isFree {
      self.body = body
      self.pieces = pieces
      next = 0
      unfinished = pieces
    }
    pthread_mutex_unlock(lock)
    if isFree { pthread_cond_broadcast(arrival) }
    return isFree
  }

  /// The caller's share: all pieces that nobody else takes. Returns when every piece is done and the
  /// work is forgotten.
  func workAndWait() {
    pthread_mutex_lock(lock)
    workThrough()
    while unfinished > 0 { pthread_cond_wait(completion, lock) }
    body = nil
    pieces = 0
    next = 0
    pthread_mutex_unlock(lock)
  }

  /// What a thread does until the desk is closed.
  func serve() {
    pthread_mutex_lock(lock)
    while !isClosed {
      workThrough()
      if !isClosed { pthread_cond_wait(arrival, lock) }
    }
    pthread_mutex_unlock(lock)
  }

  func close() {
    pthread_mutex_lock(lock)
    isClosed = true
    pthread_mutex_unlock(lock)
    pthread_cond_broadcast(arrival)
  }

  /// Takes pieces until none is left. The lock is held before and after, and open during the work.
  private func workThrough() {
    while next < pieces {
      let piece = next
      next += 1
      pthread_mutex_unlock(lock)
      perform(piece)
      pthread_mutex_lock(lock)
      unfinished -= 1
      if unfinished == 0 { pthread_cond_signal(completion) }
    }
  }

  /// A function of its own, so that no reference to the work outlives its piece.
  @inline(never)
  private func perform(_ piece: Int) { body?(piece) }
}
