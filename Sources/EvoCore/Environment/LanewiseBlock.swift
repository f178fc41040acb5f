/// Steps a scalar environment lane after lane: the block form of every environment that has no
/// vector form of its own.
public final class LanewiseBlock<E: Environment & ~Copyable>: EnvironmentBlock {
  private let lanes: UnsafeMutablePointer<E>
  private let capacity: Int

  /// One environment per lane, each made by `make`.
  public init(capacity: Int, make: () throws -> E) rethrows {
    let lanes = UnsafeMutablePointer<E>.allocate(capacity: capacity)
    var made = 0
    do {
      while made < capacity {
        (lanes + made).initialize(to: try make())
        made += 1
      }
    } catch {
      lanes.deinitialize(count: made)
      lanes.deallocate()
      throw error
    }
    self.lanes = lanes
    self.capacity = capacity
  }

  deinit {
    lanes.deinitialize(count: capacity)
    lanes.deallocate()
  }

  public func reset(lane: Int, random: inout Random, in block: LaneBlock) {
    lanes[lane].reset(
      random: &random, observation: LaneWriter(block.observation + lane, stride: block.stride))
  }

  public func step(lanes count: Int, in block: LaneBlock) {
    for lane in 0..<count where block.isAlive(lane) {
      let step = lanes[lane].step(
        action: LaneReader(block.action + lane, stride: block.stride),
        observation: LaneWriter(block.observation + lane, stride: block.stride))
      block.reward[lane] = step.reward
      block.terminated[lane] = step.terminated ? 1 : 0
      if let values = block.measured(lane) { lanes[lane].measure(to: values) }
    }
  }

  public func moveLane(from source: Int, to target: Int) {
    // Swap rather than copy: an environment may own a physics world.
    let moved = (lanes + source).move()
    let resident = (lanes + target).move()
    (lanes + target).initialize(to: moved)
    (lanes + source).initialize(to: resident)
  }
}

extension LanewiseBlock: ResumableBlock where E: ResumableEnvironment {
  public var savedCount: Int { E.savedCount }

  public func save(lane: Int, to numbers: LaneWriter, in block: LaneBlock) {
    lanes[lane].save(to: numbers)
  }

  public func restore(lane: Int, from numbers: LaneReader, in block: LaneBlock) {
    lanes[lane].restore(
      from: numbers, observation: LaneWriter(block.observation + lane, stride: block.stride))
  }
}
