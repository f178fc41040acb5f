import CBox2D

/// One Box2D world: built by `reset`, advanced by `step`, freed with its owner.
struct PhysicsWorld: ~Copyable {
  private let handle: OpaquePointer
  /// One number per joint in -1...1 that the next step reads.
  let drives: UnsafeMutablePointer<Float>
  /// What the last step left, at the places that `Readings` names.
  let readings: UnsafePointer<Float>

  init(_ spec: WalkerSpec) {
    let bodies = spec.bodies.map { body in
      cb2_body(position: cb2_vector(spec.startPosition + body.position), angle: Float(body.angle))
    }
    let shapes = spec.bodies.enumerated().flatMap { index, body in
      body.shapes.map { cb2_shape($0, of: body, at: index) }
    }
    let joints = spec.joints.map(cb2_joint.init)
    let rays = spec.rays.map { cb2_ray(body: Int32($0.body), offset: cb2_vector($0.offset)) }
    self.init(
      bodies: bodies, shapes: shapes, joints: joints, rays: rays, physics: spec.physics,
      canSleep: false)
  }

  init(
    bodies: [cb2_body], shapes: [cb2_shape], joints: [cb2_joint], rays: [cb2_ray],
    physics: WalkerSpec.Physics, canSleep: Bool
  ) {
    handle = bodies.withUnsafeBufferPointer { bodies in
      shapes.withUnsafeBufferPointer { shapes in
        joints.withUnsafeBufferPointer { joints in
          rays.withUnsafeBufferPointer { rays in
            var definition = cb2_definition(
              bodies: bodies.baseAddress, shapes: shapes.baseAddress, joints: joints.baseAddress,
              rays: rays.baseAddress, body_count: Int32(bodies.count),
              shape_count: Int32(shapes.count), joint_count: Int32(joints.count),
              ray_count: Int32(rays.count), gravity: Float(physics.gravity),
              time_step: 1 / Float(physics.stepsPerSecond),
              velocity_iterations: Int32(physics.velocityIterations),
              position_iterations: Int32(physics.positionIterations), can_sleep: canSleep ? 1 : 0)
            return cb2_world_create(&definition)
          }
        }
      }
    }
    drives = cb2_world_drives(handle)
    readings = cb2_world_readings(handle)
  }

  deinit { cb2_world_destroy(handle) }

  /// Builds the world anew on `ground`; `force` acts on body `pushed` during the first step.
  func reset(ground: Ground, friction: Double, pushed: Int, force: SIMD2<Float>) {
    ground.points.withUnsafeBufferPointer { points in
      ground.blocks.withUnsafeBufferPointer { blocks in
        var definition = cb2_ground(
          points: points.baseAddress, blocks: blocks.baseAddress,
          point_count: Int32(points.count), block_count: Int32(blocks.count),
          friction: Float(friction))
        cb2_world_reset(
          handle, &definition, Int32(pushed), cb2_vector(x: force.x, y: force.y))
      }
    }
  }

  /// Changes the momentum of a body at once.
  func kick(_ body: Int, impulse: SIMD2<Double>, at point: SIMD2<Double>) {
    cb2_world_kick(handle, Int32(body), cb2_vector(impulse), cb2_vector(point))
  }

  func isAwake(_ body: Int) -> Bool { cb2_world_is_awake(handle, Int32(body)) != 0 }

  /// False if the state is no longer finite: the readings are stale then.
  func step() -> Bool { cb2_world_step(handle) == CB2_OK }
}

extension WalkerSpec {
  /// Where the walker's own origin stands at the start.
  var startPosition: SIMD2<Double> { start.position + SIMD2(0, terrain.height) }
}

extension cb2_vector {
  init(_ vector: SIMD2<Double>) { self.init(x: Float(vector.x), y: Float(vector.y)) }
}

extension cb2_shape {
  fileprivate init(_ shape: WalkerSpec.Shape, of body: WalkerSpec.Body, at index: Int) {
    self.init(shape, of: index, density: body.density, friction: body.friction)
    restitution = Float(body.restitution)
    group = body.group
    collides_with = body.collidesWith
  }

  /// A shape that meets only the ground.
  init(_ shape: WalkerSpec.Shape, of body: Int, density: Double, friction: Double) {
    self.init()
    self.body = Int32(body)
    self.density = Float(density)
    self.friction = Float(friction)
    group = 2
    collides_with = UInt16(CB2_GROUND)
    let given: [SIMD2<Double>]
    switch shape {
    case .box(let halfSize):
      corner_count = 0
      given = [halfSize]
    case .polygon(let corners):
      corner_count = Int32(corners.count)
      given = corners
    }
    withUnsafeMutableBytes(of: &corners) { bytes in
      let room = bytes.bindMemory(to: cb2_vector.self)
      for (index, corner) in given.prefix(room.count).enumerated() {
        room[index] = cb2_vector(corner)
      }
    }
  }
}

extension cb2_joint {
  fileprivate init(_ joint: WalkerSpec.Joint) {
    self.init(
      body_a: Int32(joint.bodies.0), body_b: Int32(joint.bodies.1),
      anchor_a: cb2_vector(joint.anchors.0), anchor_b: cb2_vector(joint.anchors.1),
      lower_angle: Float(joint.limits.lowerBound), upper_angle: Float(joint.limits.upperBound),
      motor_speed: Float(joint.motor?.speed ?? 0), motor_torque: Float(joint.motor?.torque ?? 0))
  }
}
