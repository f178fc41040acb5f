import EvoCore

/// A jointed creature in a world of Box2D, as a file under `envs/` describes it.
///
/// The order of operations follows Gymnasium's BipedalWalker-v3: a reset builds a new ground and
/// the creature, pushes it and lets one step pass without drive; a step sets the motors, advances
/// the world, casts the rays, observes, rewards, and only then asks whether the episode ends.
///
/// A world whose state is no longer finite ends the episode with a reward of NaN, which ranks below
/// every number, and an observation of zeros.
public struct Walker: Environment, PhysicsEnvironment, ~Copyable {
  public let spec: EnvironmentSpec

  /// The creature and its surroundings, as the file describes them.
  let plan: WalkerSpec
  private let channels: [WalkerSpec.Channel]
  private let motors: [DrivenJoint]
  private let rewardParts: [RewardTerm.Part]
  private let measures: WalkerMeasures
  /// The quantity of each part of the reward after the latest step that was measured, and behind them where the
  /// followed body was.
  private var measured: [Double]
  private let endConditions: [EndRule.Condition]
  let world: PhysicsWorld

  package private(set) var ground = Ground()
  /// The sum of the reward's quantities whose change is rewarded, after the last step.
  private var potential = 0.0
  /// What the motors may use in sum in the step to come.
  private var torque = 0.0
  private var force = 0.0
  /// Steps since the reset.
  private(set) var age = 0
  /// The wind of the episode, where the file has one.
  private var gusts: Gusts?
  /// The force of the wind in the last step, in newtons along x.
  package var windForce: Double { gusts?.force ?? 0 }

  private struct DrivenJoint {
    var joint: Int
    var torque: Double
    var force: Double

    init(_ motor: WalkerSpec.Motor, of joint: Int, slides: Bool) {
      self.joint = joint
      torque = slides ? 0 : motor.effort
      force = slides ? motor.effort : 0
    }
  }

  public init(_ walker: WalkerSpec) {
    spec = EnvironmentSpec(walker)
    plan = walker
    channels = walker.sensors.map(\.channel)
    motors = walker.joints.enumerated().compactMap { index, joint in
      joint.motor.map { DrivenJoint($0, of: index, slides: joint.kind == .prismatic) }
    }
    rewardParts = walker.reward.map(\.part)
    measures = WalkerMeasures(walker)
    measured = [Double](repeating: 0, count: walker.reward.count + 1)
    endConditions = walker.end.map(\.condition)
    world = PhysicsWorld(PhysicsPlan(walker))
  }

  public mutating func reset(random: inout Random, observation: LaneWriter) {
    start(random: &random)
    concludeStart(isFinite: world.step(), observation: observation)
  }

  /// Starts an episode on a given ground with a given push.
  package mutating func reset(ground: Ground, force: SIMD2<Float>, observation: LaneWriter) {
    self.ground = ground
    gusts = nil
    build(force: force)
    concludeStart(isFinite: world.step(), observation: observation)
  }

  mutating func start(random: inout Random) {
    ground.generate(plan.terrain, random: &random)
    let share = SIMD2(random.uniform(-1, 1), random.uniform(-1, 1))
    gusts = plan.terrain.wind.map { Gusts($0, random: &random) }
    build(force: share * SIMD2<Float>(plan.start.push))
  }

  private mutating func build(force: SIMD2<Float>) {
    age = 0
    world.reset(
      ground: ground, friction: plan.terrain.friction, pushed: plan.start.pushed, force: force)
  }

  mutating func concludeStart(isFinite: Bool, observation: LaneWriter) {
    guard isFinite else { return observeNothing(observation) }
    observe(observation)
    (torque, force) = (0, 0)
    potential = quantities().potential
    for index in measured.indices { measured[index] = quantity(index) }
  }

  public mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    prepare(action: action)
    return conclude(isFinite: world.step(), observation: observation)
  }

  var worldHandle: OpaquePointer { world.handle }

  /// Sets the motors and lets the wind blow. What is not a number drives nothing.
  mutating func prepare(action: LaneReader) {
    age += 1
    torque = 0
    force = 0
    for index in motors.indices {
      let motor = motors[index]
      let wanted = action[index]
      let drive = wanted.isNaN ? 0 : max(-1, min(1, wanted))
      world.drives[motor.joint] = drive
      torque += motor.torque * Double(abs(drive))
      force += motor.force * Double(abs(drive))
    }
    if let wind = plan.terrain.wind, let gust = gusts?.blow() {
      world.push(wind.body, force: SIMD2(gust.force, 0), torque: gust.torque)
    }
  }

  mutating func conclude(isFinite: Bool, observation: LaneWriter) -> Step {
    guard isFinite else {
      observeNothing(observation)
      return Step(reward: .nan, terminated: true)
    }
    observe(observation)
    let (rate, potential) = quantities()
    var reward = rate + potential - self.potential
    self.potential = potential
    let end = metCondition()
    if let fixed = end?.reward { reward = fixed }
    return Step(reward: Float(reward), terminated: end != nil)
  }

  /// In the order of `WalkerMeasures.names`.
  public mutating func measure(to values: LaneWriter) {
    for index in measures.names.indices { values[index] = 0 }
    let fixed = metCondition()?.reward
    for (index, place) in measures.places.enumerated() {
      let (before, now) = (measured[index], quantity(index))
      measured[index] = now
      if index == rewardParts.count {
        values[place] += Float(now - before)
      } else if fixed == nil {
        let part = rewardParts[index]
        values[place] += Float(part.weight * (part.isChange ? now - before : now))
      }
    }
    if let fixed, let place = measures.end { values[place] = Float(fixed) }
  }

  private func observe(_ observation: LaneWriter) {
    for index in channels.indices {
      let channel = channels[index]
      observation[index] = world.readings[channel.source] * channel.scale + channel.offset
    }
  }

  private func observeNothing(_ observation: LaneWriter) {
    for index in channels.indices { observation[index] = 0 }
  }

  /// The weighted sums of the quantities that are rewarded themselves and by their change.
  private func quantities() -> (rate: Double, potential: Double) {
    var sums = (rate: 0.0, potential: 0.0)
    for index in rewardParts.indices {
      let part = rewardParts[index]
      let value = quantity(index)
      if part.isChange {
        sums.potential += part.weight * value
      } else {
        sums.rate += part.weight * value
      }
    }
    return sums
  }

  /// What a part of the reward looks at; behind the last part, where the followed body is.
  @inline(__always)
  private func quantity(_ index: Int) -> Double {
    switch index < rewardParts.count ? rewardParts[index].quantity : .reading(measures.position) {
    case .reading(let source): Double(world.readings[source])
    case .magnitude(let source): Double(abs(world.readings[source]))
    case .torque: torque
    case .force: force
    case .one: 1.0
    }
  }

  /// The first rule that holds.
  private func metCondition() -> EndRule.Condition? {
    for index in endConditions.indices {
      let condition = endConditions[index]
      if condition.holds(world.readings[condition.source]) { return condition }
    }
    return nil
  }
}

extension Walker {
  /// The walker of a file as an environment of the catalogue.
  public static func kind(specAt path: String) throws(WalkerSpecError) -> EnvironmentKind {
    kind(try WalkerSpec.load(path: path))
  }

  public static func kind(_ walker: WalkerSpec) -> EnvironmentKind {
    EnvironmentKind(spec: EnvironmentSpec(walker), plan: PhysicsPlan(walker)) { Walker(walker) }
  }
  /// Says why the worlds of a walker cannot step in lanes, if they cannot: it is slower then.
  package static func remark(on walker: WalkerSpec) -> String? {
    PhysicsLanes.obstacle(to: PhysicsPlan(walker)).map {
      "\(walker.name) is stepped one world at a time, by Box2D itself and more slowly: \($0.sentence)"
    }
  }
}
