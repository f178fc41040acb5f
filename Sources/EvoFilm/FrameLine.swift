import EvoCore
import EvoDraw
import Glibc
import Synchronization

/// Draws frames of a scene on all workers, makes something of each there, and hands that on in the
/// order of the frames.
///
/// A worker takes a few frames at a time. At most two such runs for each worker have been taken and not
/// been handed on, so the memory is bounded however long the film is. What comes out does not depend on
/// the number of workers.
package struct FrameLine: Sendable {
  package let scene: any FilmScene
  /// The frames to draw, ascending.
  package let frames: [Int]
  package let width: Int
  package let height: Int
  package let workers: any Workers
  /// A signal ends the work with `Interrupted`.
  package let interrupt: Interrupt?

  package init(
    _ scene: any FilmScene, frames: [Int]? = nil, width: Int, height: Int, workers: any Workers,
    interrupt: Interrupt?
  ) {
    self.scene = scene
    self.frames = frames ?? Array(0..<scene.frameCount)
    self.width = width
    self.height = height
    self.workers = workers
    self.interrupt = interrupt
  }

  /// - Parameters:
  ///   - comparing: whether `make` needs the frame before, which costs a drawing more for every run.
  ///   - make: is called on the worker that has drawn the frame.
  ///   - take: is called for one frame at a time, in their order, on any thread.
  package func run<Piece: Sendable>(
    comparing: Bool = false, make: @escaping @Sendable (DrawnFrame) throws -> Piece,
    take: (_ index: Int, Piece) throws -> Void
  ) throws {
    try withoutActuallyEscaping(take) { take in
      let desk = FrameDesk(self, comparing: comparing, make: make, take: take)
      workers.run { _ in desk.work() }
      try desk.rethrow()
    }
  }

  /// Frames that a worker takes at a time: many, so that few are drawn twice, but so few that all have
  /// work to the end and that they take no more than 16 MB.
  var runLength: Int {
    let even = frames.count / (6 * workers.count)
    return max(1, min(even, 8, (16 << 20) / (4 * width * height)))
  }
}

/// The frames that nobody has taken, and what was made of others and waits for its turn.
private final class FrameDesk<Piece: Sendable>: @unchecked Sendable {
  // Unchecked: `take` is called under the lock.

  private struct State {
    /// The first run that nobody has taken.
    var next = 0
    /// The first run that has not been handed on.
    var due = 0
    var waiting: [Int: [Piece]] = [:]
    var failure: (any Error)?
  }

  private let line: FrameLine
  private let comparing: Bool
  private let make: @Sendable (DrawnFrame) throws -> Piece
  private let take: (_ index: Int, Piece) throws -> Void
  private let runLength: Int
  private let state = Mutex(State())
  /// One for each run that may be taken and not handed on.
  private let tickets = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init(
    _ line: FrameLine, comparing: Bool, make: @escaping @Sendable (DrawnFrame) throws -> Piece,
    take: @escaping (_ index: Int, Piece) throws -> Void
  ) {
    self.line = line
    self.comparing = comparing
    self.make = make
    self.take = take
    runLength = line.runLength
    sem_init(tickets, 0, UInt32(2 * line.workers.count))
  }

  deinit {
    sem_destroy(tickets)
    tickets.deallocate()
  }

  func rethrow() throws {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// What a worker does.
  func work() {
    do {
      let artist = try line.scene.artist()
      let canvas = try Canvas(width: line.width, height: line.height)
      var latest: (index: Int, bitmap: Bitmap)?
      func draw(_ index: Int) throws -> Bitmap {
        if let latest, latest.index == index { return latest.bitmap }
        try artist.draw(line.frames[index], on: canvas)
        let bitmap = canvas.bitmap()
        latest = (index, bitmap)
        return bitmap
      }
      while let run = takeRun() {
        let first = run * runLength
        let pieces = try (first..<min(first + runLength, line.frames.count)).map { index in
          let previous = comparing && index > 0 ? try draw(index - 1) : nil
          let bitmap = try draw(index)
          return try make(
            DrawnFrame(
              number: line.frames[index], bitmap: bitmap, texts: artist.texts, previous: previous))
        }
        try put(pieces, of: run)
      }
    } catch { fail(error) }
  }

  private func takeRun() -> Int? {
    while sem_wait(tickets) != 0 {}
    if line.interrupt?.signal != nil { fail(Interrupted()) }
    let run = state.withLock { state -> Int? in
      guard state.failure == nil, state.next * runLength < line.frames.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
    // Whoever waits for a ticket finds that there is nothing left, too.
    if run == nil { sem_post(tickets) }
    return run
  }

  private func put(_ pieces: [Piece], of run: Int) throws {
    try state.withLock { state in
      state.waiting[run] = pieces
      while state.failure == nil, let pieces = state.waiting.removeValue(forKey: state.due) {
        for (offset, piece) in pieces.enumerated() {
          try take(state.due * runLength + offset, piece)
        }
        state.due += 1
        sem_post(tickets)
      }
    }
  }

  private func fail(_ error: any Error) {
    state.withLock { if $0.failure == nil { $0.failure = error } }
    // They are enough for every worker to find out.
    for _ in 0..<line.workers.count { sem_post(tickets) }
  }
}
