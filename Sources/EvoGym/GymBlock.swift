import EvoCore
import EvoDraw
import EvoEnvs
import Glibc

/// A block of Gymnasium environments, which one Python process steps.
///
/// An episode is its seed and what was done in it. When the process dies, hangs or raises an error, another
/// one is started, and the episodes are played again up to where they were; when that does not help, they
/// all fail and `failure` says why.
final class GymBlock: EnvironmentBlock {
  private let address: GymAddress
  private let spec: EnvironmentSpec
  private let capacity: Int
  private let draws: Bool
  private var worker: GymWorker?
  private(set) var failure: (any Error)?

  /// The row of each lane in the memory of the worker.
  private var rows: [Int]
  private var episodes: [Episode]
  /// Lanes that have been reset and whose first observation is not there yet.
  private var begun: [Int] = []

  /// What was done in a lane's episode.
  private struct Episode {
    var seed: UInt32 = 0
    var actions: [Float] = []
  }

  /// How often the same episodes are begun, the first time included.
  private static let attempts = 3

  /// Nothing is started before it is needed.
  ///
  /// - Parameter draws: whether the first lane can be drawn.
  init(_ address: GymAddress, spec: EnvironmentSpec, capacity: Int, draws: Bool = false) {
    self.address = address
    self.spec = spec
    self.capacity = capacity
    self.draws = draws
    rows = Array(0..<capacity)
    episodes = Array(repeating: Episode(), count: capacity)
  }

  deinit {
    if failure == nil, let worker { GymWorkers.giveBack(worker) }
  }

  func reset(lane: Int, random: inout Random, in block: LaneBlock) {
    guard lane < capacity else { return }
    episodes[lane].seed = random.next()
    episodes[lane].actions.removeAll(keepingCapacity: true)
    begun.append(lane)
  }

  func settle(lanes: Int, in block: LaneBlock) {
    guard !begun.isEmpty else { return }
    let beginning = begun
    begun.removeAll(keepingCapacity: true)
    let others = (0..<min(lanes, capacity)).filter { block.isAlive($0) && !beginning.contains($0) }
    attempt(replaying: others) { memory in
      for lane in beginning { command(.reset, lane, memory) }
    }
    for lane in beginning { readObservation(lane, into: block) }
  }

  func step(lanes: Int, in block: LaneBlock) {
    let living = (0..<min(lanes, capacity)).filter(block.isAlive)
    let width = spec.action.width
    func action(_ lane: Int, _ k: Int) -> Float { block.action[k * block.stride + lane] }
    // Python would make an error of an action that is no number; here as elsewhere the episode fails.
    let playing = living.filter { lane in (0..<width).allSatisfy { action(lane, $0).isFinite } }
    attempt(replaying: living) { memory in
      for lane in playing {
        command(.step, lane, memory)
        for k in 0..<width { memory.actions[rows[lane] * width + k] = action(lane, k) }
      }
    }
    for lane in living { block.reward[lane] = .nan }
    for lane in playing {
      for k in 0..<width { episodes[lane].actions.append(action(lane, k)) }
      readObservation(lane, into: block)
      guard failure == nil, let memory = worker?.memory else { continue }
      block.reward[lane] = memory.rewards[rows[lane]]
      block.terminated[lane] = Int32(memory.ends[rows[lane]])
    }
  }

  func moveLane(from source: Int, to target: Int) {
    rows.swapAt(source, target)
    episodes.swapAt(source, target)
  }

  /// A picture of the first lane.
  func frame() throws(GymError) -> Bitmap? { try worker?.frame() }

  private func readObservation(_ lane: Int, into block: LaneBlock) {
    let count = spec.observation.count
    guard failure == nil, let memory = worker?.memory else {
      for k in 0..<count { block.observation[k * block.stride + lane] = .nan }
      return
    }
    let row = memory.observations + rows[lane] * count
    for k in 0..<count { block.observation[k * block.stride + lane] = row[k] }
  }

  // MARK: Rounds

  private func command(_ command: GymMemory.Command, _ lane: Int, _ memory: GymMemory) {
    memory.commands[rows[lane]] = command.rawValue
    if command == .reset { memory.seeds[rows[lane]] = episodes[lane].seed }
  }

  private func clearCommands(_ memory: GymMemory) {
    memory.commands.update(repeating: GymMemory.Command.none.rawValue, count: capacity)
  }

  /// Plays a round, with a new worker where the last one fails.
  ///
  /// - Parameters:
  ///   - lanes: whose episodes go on, and are played again when a worker is new.
  ///   - write: writes the commands of the round.
  private func attempt(replaying lanes: [Int], write: (GymMemory) -> Void) {
    guard failure == nil else { return }
    var latest: GymError?
    for attempt in 1...Self.attempts {
      do throws(GymError) {
        let isNew = worker == nil
        let worker = try open()
        guard let memory = worker.memory else { return }
        if isNew { try replay(lanes, with: worker, memory) }
        clearCommands(memory)
        write(memory)
        try worker.play()
        return
      } catch {
        worker = nil
        latest = error
        // It will not be another one next time.
        if case .refused = error {
          failure = EnvironmentFailure("\(error)")
          return
        }
        if attempt < Self.attempts { Self.warn("\(error); its episodes are played again") }
      }
    }
    failure = latest.map { EnvironmentFailure("\($0); so \(Self.attempts) times") }
  }

  private func open() throws(GymError) -> GymWorker {
    if let worker { return worker }
    let new = try GymWorkers.take(address)
    try new.open(lanes: capacity, spec: spec, draws: draws)
    worker = new
    return new
  }

  /// Plays episodes from their beginning up to where they were.
  private func replay(
    _ lanes: [Int], with worker: GymWorker, _ memory: GymMemory
  ) throws(GymError) {
    let width = spec.action.width
    let steps = lanes.map { episodes[$0].actions.count / width }
    guard let longest = steps.max() else { return }
    clearCommands(memory)
    for lane in lanes { command(.reset, lane, memory) }
    try worker.play()
    for step in 0..<longest {
      clearCommands(memory)
      for (lane, count) in zip(lanes, steps) where step < count {
        command(.step, lane, memory)
        for k in 0..<width {
          memory.actions[rows[lane] * width + k] = episodes[lane].actions[step * width + k]
        }
      }
      try worker.play()
    }
  }

  /// What goes on all the same is told beside it.
  private static func warn(_ text: String) {
    let line = Array("warning: \(text)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
  }
}
