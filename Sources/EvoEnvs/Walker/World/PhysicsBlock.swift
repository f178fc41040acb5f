import CBox2D
import EvoCore

/// An environment that is one world of Box2D: what it does before the world advances and after.
protocol PhysicsEnvironment: Environment, ~Copyable {
  /// The world as `PhysicsLanes` takes it.
  var worldHandle: OpaquePointer { get }

  /// Builds the world of an episode.
  mutating func start(random: inout Random)

  /// Makes the first observation, after the world has made one step.
  mutating func concludeStart(isFinite: Bool, observation: LaneWriter)

  /// Acts on the world.
  mutating func prepare(action: LaneReader)

  /// Observes and rewards the step that the world has made; `isFinite` is false if the state of the
  /// world is no longer finite.
  mutating func conclude(isFinite: Bool, observation: LaneWriter) -> Step
}

/// Steps environments that are worlds of Box2D together. The scalar form is the readable twin.
final class PhysicsBlock<E: PhysicsEnvironment & ~Copyable>: EnvironmentBlock {
  private let lanes: PhysicsLanes
  private let environments: UnsafeMutablePointer<E>
  private let capacity: Int
  /// The living lanes of a step, their worlds and how these fared.
  private let living: UnsafeMutablePointer<Int>
  private let worlds: UnsafeMutablePointer<OpaquePointer>
  private let results: UnsafeMutablePointer<Int32>

  /// One environment per lane, each made by `make` and built from `plan`, which fits.
  init(capacity: Int, plan: PhysicsPlan, make: () -> E) {
    lanes = PhysicsLanes(plan)
    self.capacity = capacity
    environments = .allocate(capacity: capacity)
    living = .allocate(capacity: capacity)
    worlds = .allocate(capacity: capacity)
    results = .allocate(capacity: capacity)
    for lane in 0..<capacity { (environments + lane).initialize(to: make()) }
  }

  deinit {
    environments.deinitialize(count: capacity)
    environments.deallocate()
    living.deallocate()
    worlds.deallocate()
    results.deallocate()
  }

  func reset(lane: Int, random: inout Random, in block: LaneBlock) {
    environments[lane].start(random: &random)
    worlds[0] = environments[lane].worldHandle
    lanes.step(worlds, count: 1, results: results)
    environments[lane].concludeStart(
      isFinite: results[0] == CB2_OK,
      observation: LaneWriter(block.observation + lane, stride: block.stride))
  }

  func step(lanes count: Int, in block: LaneBlock) {
    var livingCount = 0
    for lane in 0..<count where block.alive[lane / 16] & (1 << UInt16(lane % 16)) != 0 {
      environments[lane].prepare(action: LaneReader(block.action + lane, stride: block.stride))
      living[livingCount] = lane
      worlds[livingCount] = environments[lane].worldHandle
      livingCount += 1
    }
    lanes.step(worlds, count: livingCount, results: results)
    for index in 0..<livingCount {
      let lane = living[index]
      let step = environments[lane].conclude(
        isFinite: results[index] == CB2_OK,
        observation: LaneWriter(block.observation + lane, stride: block.stride))
      block.reward[lane] = step.reward
      block.terminated[lane] = step.terminated ? 1 : 0
      if let values = block.measured(lane) { environments[lane].measure(to: values) }
    }
  }

  func moveLane(from source: Int, to target: Int) {
    // Swap rather than copy: an environment owns its world.
    let moved = (environments + source).move()
    let resident = (environments + target).move()
    (environments + target).initialize(to: moved)
    (environments + source).initialize(to: resident)
  }
}

extension EnvironmentKind {
  /// An environment that is a world of Box2D: in lanes where they have Box2D's bits, else one world
  /// after the other.
  init<E: PhysicsEnvironment & ~Copyable>(
    spec: EnvironmentSpec, plan: PhysicsPlan, make: @escaping @Sendable () -> E
  ) {
    self.init(spec: spec) { capacity in
      guard PhysicsLanes.obstacle(to: plan) == nil else {
        return LanewiseBlock(capacity: capacity, make: make)
      }
      return PhysicsBlock(capacity: capacity, plan: plan, make: make)
    }
  }
}
