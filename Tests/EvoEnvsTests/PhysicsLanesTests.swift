import CBox2D
import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTestSupport
import Testing

/// Every step of these tests takes another instruction set than the one before, so that each of them
/// goes through the same episodes.
@Suite("Worlds in lanes have the bits of Box2D")
struct PhysicsLanesTests {
  /// What drives the motors.
  enum Drive: String, CaseIterable, Sendable {
    case random, held, idle, undefined
  }

  /// - Parameter version: that of Box2D to follow; nil for the one that a walker's file says.
  private func twin(
    _ name: String, box2d version: WalkerSpec.Version? = nil, lanes: Int
  ) throws -> LaneTwin {
    switch name {
    case "lunar-lander", "lunar-lander-continuous":
      let engines: LunarLander.Engines = name == "lunar-lander" ? .discrete : .continuous
      let version = version ?? .box2d23
      return try LaneTwin(LunarLander.kind(engines, box2d: version), lanes: lanes) {
        LunarLander(engines, box2d: version)
      }
    default:
      var walker = try walkerSpec(name)
      if let version { walker.physics.version = version }
      let spec = walker
      return try LaneTwin(Walker.kind(spec), lanes: lanes) { Walker(spec) }
    }
  }

  /// Until so many steps are made or episodes have ended.
  private func play(
    _ twin: LaneTwin, steps: Int, episodes: Int = .max, act: (_ step: Int) -> Void
  ) {
    for step in 0..<steps where twin.episodes < episodes {
      act(step)
      let variants = LaneVariant.available
      let lane = twin.step(variant: variants[step % variants.count])
      if let lane {
        Issue.record("lane \(lane) differs after step \(step)")
        return
      }
    }
  }

  @Test(
    "whole episodes of a shipped policy",
    arguments: shippedWalkers + ["lunar-lander", "lunar-lander-continuous"])
  func trained(_ name: String) throws {
    let twin = try twin(name, lanes: 19)
    let saved = try SavedPolicy.load("\(Repository.path)/policies/\(name)") { _ in
      throw CancellationError()
    }
    let stride = twin.block.stride
    let policy = PolicyBlock(policy: saved.file.policy, rank: 0, stride: stride)
    for lane in 0..<stride { policy.loadCenter(lane: lane) }
    play(twin, steps: twin.spec.stepLimit, episodes: 40) { _ in
      policy.act(lanes: stride, in: twin.block)
    }
    #expect(twin.episodes > 0)
    // A lander that rests falls asleep, and its episode ends with this reward.
    if name.hasPrefix("lunar") { #expect(twin.lastRewards.contains(100)) }
  }

  /// Motors against their stops are what the versions differ in.
  @Test(
    "creatures that follow the other version of Box2D than their files say",
    arguments: [
      ("bipedal-walker", WalkerSpec.Version.box2d24), ("raptor", .box2d23), ("hopper", .box2d23),
      ("lunar-lander", .box2d24),
    ])
  func otherVersion(_ name: String, _ version: WalkerSpec.Version) throws {
    for drive in [Drive.random, .held] {
      drives(try twin(name, box2d: version, lanes: 37), drive, steps: 150)
    }
  }

  @Test("hinges of Box2D 2.3 whose two limits are the same")
  func stiff() throws {
    var walker = try walkerSpec("bipedal-walker")
    walker.joints[1].limits = -0.5 ... -0.48
    let spec = walker
    drives(try LaneTwin(Walker.kind(spec), lanes: 20) { Walker(spec) }, .random, steps: 150)
  }

  @Test("falls and resets under any actions", arguments: shippedWalkers, Drive.allCases)
  func driven(_ name: String, _ drive: Drive) throws {
    let twin = try twin(name, lanes: 37)
    // The worm has no height to fall from: its episodes end by their step limit.
    drives(twin, drive, steps: name == "worm" ? twin.spec.stepLimit : 150)
    #expect(twin.episodes > 0 || drive != .random)
  }

  @Test("a creature whose legs meet each other")
  func selfCollision() throws {
    var walker = try walkerSpec("bipedal-walker")
    for index in walker.bodies.indices { walker.bodies[index].collidesWith = .max }
    let twin = try LaneTwin(Walker.kind(walker), lanes: 20) { Walker(walker) }
    drives(twin, .random, steps: 150)
  }

  @Test("bodies that bounce")
  func bouncing() throws {
    var walker = try walkerSpec("cheetah")
    for index in walker.bodies.indices { walker.bodies[index].restitution = 0.8 }
    let twin = try LaneTwin(Walker.kind(walker), lanes: 20) { Walker(walker) }
    drives(twin, .random, steps: 150)
  }

  @Test("wheels of eight corners that turn on and on, in the wind")
  func turning() throws {
    var walker = try walkerSpec("hopper")
    for index in walker.joints.indices {
      walker.joints[index].limits = nil
      walker.joints[index].motor?.speed = 60
    }
    walker.terrain.wind = try terrain("wind: {power: 20, turbulence: 5, steady: [-3, 3]}").wind
    walker.end = []
    let twin = try LaneTwin(Walker.kind(walker), lanes: 20) { Walker(walker) }
    drives(twin, .held, steps: 400)
  }

  private func terrain(_ keys: String) throws -> Terrain {
    try WalkerSpec.parse(smallWalker + "terrain: {\(keys)}\n", file: "terrain.yaml").terrain
  }

  private func drives(_ twin: LaneTwin, _ drive: Drive, steps: Int) {
    var random = Random(seed: 11, domain: .probe)
    play(twin, steps: steps) { step in
      for index in 0..<twin.spec.action.width * twin.block.stride {
        let value: Float? =
          switch drive {
          case .random: random.uniform(-1, 1)
          case .held: step % 40 == 0 ? (random.uniform() < 0.5 ? -1 : 1) : nil
          case .idle: 0
          case .undefined: random.uniform() < 0.5 ? .nan : random.uniform(-3, 3)
          }
        if let value { twin.block.action[index] = value }
      }
    }
  }

  // MARK: - Worlds by hand

  /// Worlds of one creature, each with a twin that Box2D steps itself.
  private final class Worlds {
    let pairs: [(lane: OpaquePointer, alone: OpaquePointer)]
    private let lanes: OpaquePointer
    let ground: Ground

    init(_ walker: WalkerSpec, count: Int) {
      let plan = PhysicsPlan(walker)
      lanes = plan.withDefinition { cb2_lanes_create($0) }
      pairs = (0..<count).map { _ in
        (plan.withDefinition(cb2_world_create), plan.withDefinition(cb2_world_create))
      }
      var random = Random(seed: 5, domain: .probe)
      var ground = Ground()
      ground.generate(walker.terrain, random: &random)
      self.ground = ground
    }

    deinit {
      cb2_lanes_destroy(lanes)
      for pair in pairs {
        cb2_world_destroy(pair.lane)
        cb2_world_destroy(pair.alone)
      }
    }

    func reset(_ index: Int, force: Float) {
      for world in [pairs[index].lane, pairs[index].alone] {
        ground.points.withUnsafeBufferPointer { points in
          var definition = cb2_ground()
          definition.points = points.baseAddress
          definition.point_count = Int32(points.count)
          definition.friction = 2.5
          cb2_world_reset(world, &definition, 0, cb2_vector(x: force, y: 0))
        }
      }
    }

    func kick(_ index: Int, _ impulse: cb2_vector, at point: cb2_vector) {
      cb2_world_kick(pairs[index].lane, 0, impulse, point)
      cb2_world_kick(pairs[index].alone, 0, impulse, point)
    }

    /// Steps all and returns what a step returned of those in lanes and of the others.
    func step() -> (lanes: [Int32], alone: [Int32]) {
      var results = [Int32](repeating: -1, count: pairs.count)
      cb2_lanes_step(lanes, pairs.map(\.lane), Int32(pairs.count), &results)
      return (results, pairs.map { cb2_world_step($0.alone) })
    }

    func readings(_ world: OpaquePointer, count: Int) -> [UInt32] {
      (0..<count).map { cb2_world_readings(world)[$0].bitPattern }
    }
  }

  @Test("first steps, kicks and a world that blows up beside others")
  func kicked() throws {
    let walker = try walkerSpec("bipedal-walker")
    let worlds = Worlds(walker, count: 35)
    let count = walker.bodies.count * CB2_BODY_READINGS + walker.joints.count * CB2_JOINT_READINGS
    var random = Random(seed: 3, domain: .probe)
    for index in worlds.pairs.indices {
      worlds.reset(index, force: index == 7 ? .nan : random.uniform(-5, 5))
    }
    for step in 0..<200 {
      for index in worlds.pairs.indices where random.uniform() < 0.05 {
        let readings = cb2_world_readings(worlds.pairs[index].lane)
        worlds.kick(
          index, cb2_vector(x: random.uniform(-20, 20), y: random.uniform(-20, 20)),
          at: cb2_vector(x: readings[0] + random.uniform(-1, 1), y: readings[1]))
      }
      let results = worlds.step()
      #expect(results.lanes == results.alone)
      #expect(results.lanes[7] == CB2_NOT_FINITE)
      for (index, pair) in worlds.pairs.enumerated() where index != 7 {
        let bits = worlds.readings(pair.lane, count: count)
        try #require(
          bits == worlds.readings(pair.alone, count: count), "world \(index), step \(step)")
      }
    }
  }

  @Test("a world may step in lanes and alone in turn")
  func inTurn() throws {
    let walker = try walkerSpec("hopper")
    let worlds = Worlds(walker, count: 3)
    for index in worlds.pairs.indices { worlds.reset(index, force: 0) }
    for step in 0..<120 {
      if step % 3 == 0 {
        for pair in worlds.pairs {
          #expect(cb2_world_step(pair.lane) == cb2_world_step(pair.alone))
        }
      } else {
        let results = worlds.step()
        #expect(results.lanes == results.alone)
      }
      for pair in worlds.pairs {
        #expect(worlds.readings(pair.lane, count: 36) == worlds.readings(pair.alone, count: 36))
      }
    }
  }

  // MARK: - What lanes cannot take

  #if arch(x86_64) && os(Linux)
    @Test("all shipped walkers step in lanes, the car with its wheels and the worm excepted")
    func shipped() throws {
      let alone = ["car", "worm"]
      for name in alone {
        #expect(
          try EnvironmentCatalog.Entry(walkerAt: "\(walkerFolder)/\(name).yaml").remarks.count == 1)
      }
      for name in shippedWalkers where !alone.contains(name) {
        #expect(try PhysicsLanes.obstacle(to: PhysicsPlan(walkerSpec(name))) == nil)
        #expect(
          try EnvironmentCatalog.Entry(walkerAt: "\(walkerFolder)/\(name).yaml").remarks.isEmpty)
      }
    }

    @Test("bodies that do not hang together are stepped by Box2D itself, and a remark says so")
    func islands() throws {
      var walker = try walkerSpec("hopper")
      walker.joints.removeLast()
      #expect(PhysicsLanes.obstacle(to: PhysicsPlan(walker)) == .islands)
      #expect(
        Walker.remark(on: walker)
          == "hopper is stepped one world at a time, by Box2D itself and more slowly: "
          + "not all of its bodies hang together by joints")
    }

    @Test("circles, other joints than hinges and moving grounds are stepped by Box2D itself")
    func otherParts() throws {
      let walker = try walkerSpec("hopper")
      var round = walker
      round.bodies[3].shapes = [.circle(radius: 0.3)]
      #expect(PhysicsLanes.obstacle(to: PhysicsPlan(round)) == .circles)
      for kind in WalkerSpec.Joint.Kind.allCases where kind != .revolute {
        var sliding = walker
        sliding.joints[1].kind = kind
        #expect(PhysicsLanes.obstacle(to: PhysicsPlan(sliding)) == .joints)
      }
      var carried = walker
      carried.terrain.conveyor = 1...1
      #expect(PhysicsLanes.obstacle(to: PhysicsPlan(carried)) == .movingGround)
      var swaying = walker
      swaying.terrain.sway = try terrain("sway: {amplitude: [0.1, 0], period: 3}").sway
      #expect(PhysicsLanes.obstacle(to: PhysicsPlan(swaying)) == .movingGround)
      #expect(
        Walker.remark(on: round)
          == "hopper is stepped one world at a time, by Box2D itself and more slowly: it has a circle, "
          + "and side by side step boxes and polygons")
    }
  #endif
}
