import CMPI
import EvoCore
import EvoFiles
import EvoTrain
import EvoWords
import Glibc

/// The processes that `mpirun` or its like has started, on one machine or many.
///
/// One thread exchanges, one other sends signs of life. Between `join` and `leave` there is one team in
/// a process.
public final class MPITeam: Team {
  public let rank: Int
  public let count: Int
  private let machines: Machines

  /// Words of 64 bits that every rank hands around at once: the length, and the message if it is short.
  private static let blockWords = 8
  private static let shortMessage = (blockWords - 1) * 8

  /// Joins the processes that were started together.
  ///
  /// - Parameters:
  ///   - timeout: seconds without a sign of life after which a rank counts as lost, and seconds that the
  ///     ranks may take to meet.
  ///   - lost: is called, from another thread, when one is lost; it has to end the process, since nothing
  ///     can be exchanged any more.
  /// - Throws: `MPIError`, `TeamDifference`.
  public convenience init(
    joining launch: Launch, timeout: Double, lost: @escaping @Sendable (LostContact) -> Void
  ) throws {
    guard Launch.isBuilt else { throw MPIError.notBuilt(count: launch.count) }
    try Pulse.limit(timeout, lost: lost) {
      guard cmpi_start() == 0 else { throw MPIError.noStart }
    }
    self.init()
    guard count == launch.count else {
      throw MPIError.strangers(launched: launch.count, met: count)
    }
    let own = Passport()
    try requireSame(own.mustAgree, "program")
    machines.set(
      try together { Array(own.machine.utf8) }.map { String(decoding: $0, as: UTF8.self) })
    try Pulse(rank: rank, count: count, timeout: timeout) { [machines] in
      lost(LostContact(rank: $0, place: machines.place(of: $0), seconds: timeout))
    }.start()
  }

  private init() {
    rank = Int(cmpi_rank())
    count = Int(cmpi_count())
    machines = Machines()
  }

  /// Leaves the team once all ranks do.
  public static func leave() {
    // With signs of life to the end: a rank may wait long for one that still writes.
    cmpi_meet()
    wait()
    Pulse.stop()
    // Once nobody sends any more, what was still under way is taken: MPICH warns of messages that are left.
    cmpi_meet()
    wait()
    while cmpi_next_pulse() >= 0 {}
    cmpi_finish()
  }

  public func place(of rank: Int) -> String? { machines.place(of: rank) }

  /// A sentence on machines that are not alike, whose results may differ in the last bits; nil when all
  /// are.
  public var unlikeMachines: String? { machines.unlike }

  /// How many ranks run on the machine of this one.
  public var localCount: Int { machines.neighbors(of: rank) }

  public func exchange(_ bytes: [UInt8]) -> [[UInt8]] {
    let words = Self.blockWords
    var block = Words(count: words)
    block.words[0] = Int64(bytes.count)
    if bytes.count <= Self.shortMessage { block.set(bytes, at: 1) }
    let blocks = Words(count: words * count)
    cmpi_gather(block.words, Int32(words), blocks.words)
    Self.wait()
    let lengths = (0..<count).map { Int(blocks.words[$0 * words]) }
    guard lengths.contains(where: { $0 > Self.shortMessage }) else {
      return lengths.enumerated().map { blocks.bytes(at: $0 * words + 1, count: $1) }
    }
    let sizes = lengths.map { Int32(($0 + 7) / 8) }
    var places = [Int32](repeating: 0, count: count)
    for rank in 1..<count { places[rank] = places[rank - 1] + sizes[rank - 1] }
    var own = Words(count: Int(sizes[rank]))
    own.set(bytes, at: 0)
    let all = Words(count: Int(places[count - 1] + sizes[count - 1]))
    cmpi_gather_uneven(own.words, all.words, sizes, places)
    Self.wait()
    return lengths.enumerated().map { all.bytes(at: Int(places[$0]), count: $1) }
  }

  /// Waits for the exchange without keeping the core from others: the longer it takes, the longer the
  /// naps, which make it at most a twentieth longer.
  private static func wait() {
    let stopwatch = Stopwatch()
    while cmpi_is_done() == 0 {
      let nap = min(max(stopwatch.seconds / 20, 20e-6), 1e-3)
      usleep(UInt32(nap * 1e6))
    }
  }
}

/// Memory that an exchange reads and writes, in words of 64 bits.
private struct Words: ~Copyable {
  let words: UnsafeMutablePointer<Int64>

  init(count: Int) {
    words = .allocate(capacity: max(count, 1))
    words.initialize(repeating: 0, count: max(count, 1))
  }

  deinit { words.deallocate() }

  mutating func set(_ bytes: [UInt8], at word: Int) {
    bytes.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(start: words + word, count: $0.count).copyMemory(from: $0)
    }
  }

  func bytes(at word: Int, count: Int) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: words + word, count: count))
  }
}
