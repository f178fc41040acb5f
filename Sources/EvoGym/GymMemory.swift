import EvoFiles
import Glibc

/// Where the rows of each kind lie in the memory that a worker shares; `worker.py` computes the same.
struct GymLayout {
  /// Starts of the parts, in bytes.
  let observations: Int
  let actions: Int
  let rewards: Int
  let seeds: Int
  let commands: Int
  let ends: Int
  let size: Int

  init(lanes: Int, observations observationCount: Int, actions actionWidth: Int) {
    var end = 0
    func part(_ bytes: Int) -> Int {
      defer { end = (end + bytes * lanes + 63) / 64 * 64 }
      return end
    }
    observations = part(4 * observationCount)
    actions = part(4 * actionWidth)
    rewards = part(4)
    seeds = part(4)
    commands = part(1)
    ends = part(1)
    size = end
  }
}

/// The memory that a worker shares, an environment a row.
final class GymMemory {
  enum Command: UInt8 {
    case none
    case step
    case reset
  }

  let layout: GymLayout
  private let base: UnsafeMutableRawPointer

  /// - Parameter descriptor: of the memory, which is made as large as it must be.
  init(_ descriptor: Int32, _ layout: GymLayout) throws(SystemError) {
    guard ftruncate(descriptor, off_t(layout.size)) == 0,
      let base = mmap(nil, layout.size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      base != MAP_FAILED
    else { throw SystemError(code: errno) }
    self.layout = layout
    self.base = base
  }

  deinit { munmap(base, layout.size) }

  private func part<Element>(_ start: Int) -> UnsafeMutablePointer<Element> {
    (base + start).assumingMemoryBound(to: Element.self)
  }

  var observations: UnsafeMutablePointer<Float> { part(layout.observations) }
  var actions: UnsafeMutablePointer<Float> { part(layout.actions) }
  var rewards: UnsafeMutablePointer<Float> { part(layout.rewards) }
  var seeds: UnsafeMutablePointer<UInt32> { part(layout.seeds) }
  var commands: UnsafeMutablePointer<UInt8> { part(layout.commands) }
  /// 1 where the task has ended the episode, 2 where the environment has truncated it.
  var ends: UnsafeMutablePointer<UInt8> { part(layout.ends) }
}
