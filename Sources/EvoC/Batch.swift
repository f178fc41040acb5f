import CEvoRL
import EvoCore
import EvoDraw
import EvoEnvs
import EvoGym
import EvoTrain
import Glibc

/// Many environments of one kind, stepped together into the memory of a caller.
final class Batch: @unchecked Sendable {
  // Unchecked: `exclusively` lets one thread in; its workers take one piece each.

  let spec: EnvironmentSpec
  let count: Int
  private let pieces: [BatchPiece]
  private let lanesPerPiece: Int
  private let workers: ThreadWorkers
  private let process = getpid()
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init(_ name: String, _ options: BatchOptions) throws {
    if GymAddress(name) != nil { throw InterfaceError.foreignEnvironment(name) }
    let entry = try BatchOptions.library(home: options.home).entry(name)
    spec = entry.spec
    count = options.count
    let threads = min(
      options.threads ?? Self.threads(for: entry, options.count), ThreadWorkers.coreCount)
    lanesPerPiece = options.draws ? 1 : Self.lanesPerPiece(count: options.count, threads: threads)
    var pieces: [BatchPiece] = []
    for first in stride(from: 0, to: options.count, by: lanesPerPiece) {
      let count = min(lanesPerPiece, options.count - first)
      let block: any EnvironmentBlock =
        if options.draws {
          try entry.makeStage([])
        } else {
          try entry.kind.makeBlock(roundedToLanes(count))
        }
      pieces.append(
        BatchPiece(block, spec: entry.spec, first: first, count: count, options: options))
    }
    self.pieces = pieces
    workers = ThreadWorkers(
      count: threads == 1 ? 1 : pieces.count, cores: threads, starting: .posix
    ) { _ in }
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  /// Whether this process is the one that made it. In a fork of that one its threads do not exist.
  var isAtHome: Bool { process == getpid() }

  /// As many threads as are worth it: to wake one takes as long as thousands of small environments, or
  /// one world of a physics engine.
  private static func threads(for entry: EnvironmentCatalog.Entry, _ count: Int) -> Int {
    let worth = entry.plainKind == nil ? 4096 : 16
    return max(1, min(ThreadWorkers.coreCount, count / worth))
  }

  /// One piece for one thread; for several, some more than there are threads, as episodes differ.
  private static func lanesPerPiece(count: Int, threads: Int) -> Int {
    threads == 1 ? count : roundedToLanes(max(1, count / (4 * threads)))
  }

  /// Lets one thread in.
  func exclusively<Value>(_ body: () throws -> Value) throws -> Value {
    guard pthread_mutex_trylock(lock) == 0 else { throw InterfaceError.busy }
    defer { pthread_mutex_unlock(lock) }
    return try body()
  }

  private func forEachPiece(_ body: @Sendable (BatchPiece) -> Void) {
    if workers.count == 1 {
      for piece in pieces { body(piece) }
    } else {
      let pieces = Pieces(all: pieces)
      workers.run { body(pieces.all[$0]) }
    }
  }

  /// Begins episodes, and writes the rows of those.
  func reset(
    seeds: UnsafePointer<UInt64>?, mask: UnsafePointer<UInt8>?,
    observations: UnsafeMutablePointer<Float>
  ) {
    let arguments = Reset(seeds: seeds, mask: mask, observations: observations)
    forEachPiece { piece in
      let (seeds, mask) = (arguments.seeds, arguments.mask)
      func isMeant(_ lane: Int) -> Bool { mask.map { $0[piece.first + lane] != 0 } ?? true }
      for lane in 0..<piece.count where isMeant(lane) {
        piece.reset(lane, seed: seeds.map { $0[piece.first + lane] })
      }
      piece.settle()
      for lane in 0..<piece.count where isMeant(lane) {
        piece.writeObservation(of: lane, to: arguments.observations)
      }
    }
  }

  /// Advances all by one step; none if one of them cannot.
  func step(_ buffers: evo_buffers) throws(InterfaceError) {
    guard let actions = buffers.actions else { throw .noBuffer("actions") }
    guard let observations = buffers.observations else { throw .noBuffer("observations") }
    guard let rewards = buffers.rewards else { throw .noBuffer("rewards") }
    guard let terminated = buffers.terminated else { throw .noBuffer("terminated") }
    guard let truncated = buffers.truncated else { throw .noBuffer("truncated") }
    for piece in pieces {
      try piece.requireEpisodes()
      switch spec.action {
      case .discrete(let choices):
        try piece.setActions(
          actions.assumingMemoryBound(to: Int64.self), below: choices.count)
      case .continuous(let components):
        piece.setActions(actions.assumingMemoryBound(to: Float.self), width: components.count)
      }
    }
    let target = Target(
      observations: observations, rewards: rewards, terminated: terminated, truncated: truncated,
      finalObservations: buffers.final_observations)
    forEachPiece { piece in
      piece.step(
        rewards: target.rewards, terminated: target.terminated, truncated: target.truncated,
        finalObservations: target.finalObservations)
      piece.writeObservations(to: target.observations)
    }
  }

  /// Draws one environment into `height` rows of `width` pixels of 3 bytes.
  func render(_ index: Int64, width: Int, height: Int, to rgb: UnsafeMutablePointer<UInt8>) throws {
    guard index >= 0, index < count else { throw InterfaceError.noLane(index, count: count) }
    let piece = pieces[Int(index) / lanesPerPiece]
    guard let stage = piece.stage else { throw InterfaceError.notDrawn }
    guard piece.hasBegun(0) else { throw InterfaceError.notBegun(lane: Int(index)) }
    let canvas = try Canvas(width: width, height: height)
    stage.draw(on: canvas)
    for (place, pixel) in canvas.bitmap().pixels.enumerated() {
      rgb[3 * place] = UInt8(truncatingIfNeeded: pixel >> 16)
      rgb[3 * place + 1] = UInt8(truncatingIfNeeded: pixel >> 8)
      rgb[3 * place + 2] = UInt8(truncatingIfNeeded: pixel)
    }
  }

  // What threads are handed: memory of the caller, in which each piece has its own rows.

  private struct Pieces: @unchecked Sendable { let all: [BatchPiece] }

  private struct Reset: @unchecked Sendable {
    let seeds: UnsafePointer<UInt64>?
    let mask: UnsafePointer<UInt8>?
    let observations: UnsafeMutablePointer<Float>
  }

  private struct Target: @unchecked Sendable {
    let observations: UnsafeMutablePointer<Float>
    let rewards: UnsafeMutablePointer<Float>
    let terminated: UnsafeMutablePointer<UInt8>
    let truncated: UnsafeMutablePointer<UInt8>
    let finalObservations: UnsafeMutablePointer<Float>?
  }
}
