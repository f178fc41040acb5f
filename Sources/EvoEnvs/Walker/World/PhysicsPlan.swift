import CBox2D

/// What a world of Box2D is built from: bodies with their shapes, joints between them, probes.
package struct PhysicsPlan: Sendable {
  var bodies: [cb2_body]
  var shapes: [cb2_shape]
  var joints: [cb2_joint]
  var probes: [cb2_probe]
  var physics: WalkerSpec.Physics
  /// Whether bodies at rest fall asleep.
  var canSleep: Bool
  /// Whether a ground may move.
  var movesGround = false

  package func withDefinition<R>(_ body: (UnsafePointer<cb2_definition>) -> R) -> R {
    bodies.withUnsafeBufferPointer { bodies in
      shapes.withUnsafeBufferPointer { shapes in
        joints.withUnsafeBufferPointer { joints in
          probes.withUnsafeBufferPointer { probes in
            var definition = cb2_definition(
              bodies: bodies.baseAddress, shapes: shapes.baseAddress, joints: joints.baseAddress,
              probes: probes.baseAddress, body_count: Int32(bodies.count),
              shape_count: Int32(shapes.count), joint_count: Int32(joints.count),
              probe_count: Int32(probes.count), gravity: Float(physics.gravity),
              time_step: 1 / Float(physics.stepsPerSecond),
              velocity_iterations: Int32(physics.velocityIterations),
              position_iterations: Int32(physics.positionIterations), can_sleep: canSleep ? 1 : 0,
              moving_ground: movesGround ? 1 : 0, version: physics.version.code)
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
    joints = spec.joints.map { cb2_joint($0, lengthAtStart: spec.gap(of: $0).length) }
    probes = spec.probes.map(cb2_probe.init)
    physics = spec.physics
    canSleep = false
    movesGround = spec.terrain.moves
  }
}

extension WalkerSpec {
  /// Where the walker's own origin stands at the start.
  var startPosition: SIMD2<Double> { start.position + SIMD2(0, terrain.height) }
}

extension WalkerSpec.Version {
  fileprivate var code: Int32 {
    switch self {
    case .box2d24: Int32(CB2_VERSION_2_4)
    case .box2d23: Int32(CB2_VERSION_2_3)
    }
  }
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
    case .circle(let radius):
      corner_count = 0
      self.radius = Float(radius)
      given = []
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
  fileprivate init(_ joint: WalkerSpec.Joint, lengthAtStart: Double) {
    self.init(between: joint.bodies, anchors: joint.anchors)
    kind =
      switch joint.kind {
      case .revolute: Int32(CB2_REVOLUTE)
      case .prismatic: Int32(CB2_PRISMATIC)
      case .wheel: Int32(CB2_WHEEL)
      case .distance: Int32(CB2_DISTANCE)
      }
    axis = cb2_vector(joint.axis)
    if let limits = joint.limits { limit(to: limits) }
    motor_speed = Float(joint.motor?.speed ?? 0)
    motor_force = Float(joint.motor?.effort ?? 0)
    stiffness = Float(joint.spring?.stiffness ?? 0)
    damping = Float(joint.spring?.damping ?? 0)
    rest_length = Float(joint.spring?.length ?? lengthAtStart)
  }

  /// A hinge that turns freely.
  init(between bodies: (Int, Int), anchors: (SIMD2<Double>, SIMD2<Double>)) {
    self.init()
    kind = Int32(CB2_REVOLUTE)
    (body_a, body_b) = (Int32(bodies.0), Int32(bodies.1))
    (anchor_a, anchor_b) = (cb2_vector(anchors.0), cb2_vector(anchors.1))
  }

  mutating func limit(to limits: ClosedRange<Double>) {
    has_limits = 1
    lower = Float(limits.lowerBound)
    upper = Float(limits.upperBound)
  }
}

extension cb2_probe {
  fileprivate init(_ probe: WalkerSpec.Probe) {
    self.init()
    switch probe {
    case .ray(let body, let offset):
      kind = Int32(CB2_RAY)
      self.body = Int32(body)
      self.offset = cb2_vector(offset)
    case .height(let body):
      kind = Int32(CB2_HEIGHT)
      self.body = Int32(body)
    case .distance(let direction, let body, let other):
      kind =
        switch direction {
        case .straight: Int32(CB2_DISTANCE_TO)
        case .alongX: Int32(CB2_DISTANCE_X_TO)
        case .alongY: Int32(CB2_DISTANCE_Y_TO)
        }
      self.body = Int32(body)
      to = other.map(Int32.init) ?? Int32(CB2_TARGET)
    }
  }
}
