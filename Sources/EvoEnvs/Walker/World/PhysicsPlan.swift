import CBox2D

/// What a world of Box2D is built from: bodies with their shapes, joints between them, rays.
package struct PhysicsPlan: Sendable {
  var bodies: [cb2_body]
  var shapes: [cb2_shape]
  var joints: [cb2_joint]
  var rays: [cb2_ray]
  var physics: WalkerSpec.Physics
  /// Whether bodies at rest fall asleep.
  var canSleep: Bool

  package func withDefinition<R>(_ body: (UnsafePointer<cb2_definition>) -> R) -> R {
    bodies.withUnsafeBufferPointer { bodies in
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
            return body(&definition)
          }
        }
      }
    }
  }
}

extension PhysicsPlan {
  package init(_ spec: WalkerSpec) {
    bodies = spec.bodies.map { body in
      cb2_body(position: cb2_vector(spec.startPosition + body.position), angle: Float(body.angle))
    }
    shapes = spec.bodies.enumerated().flatMap { index, body in
      body.shapes.map { cb2_shape($0, of: body, at: index) }
    }
    joints = spec.joints.map(cb2_joint.init)
    rays = spec.rays.map { cb2_ray(body: Int32($0.body), offset: cb2_vector($0.offset)) }
    physics = spec.physics
    canSleep = false
  }
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
