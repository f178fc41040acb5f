import CBox2D

/// One Box2D world: built by `reset`, advanced by `step`, freed with its owner.
package struct PhysicsWorld: ~Copyable {
  package let handle: OpaquePointer
  /// One number per joint in -1...1 that the next step reads.
  package let drives: UnsafeMutablePointer<Float>
  /// What the last step left, at the places that `Readings` names.
  package let readings: UnsafePointer<Float>

  package init(_ plan: PhysicsPlan) {
    handle = plan.withDefinition { cb2_world_create($0) }
    drives = cb2_world_drives(handle)
    readings = cb2_world_readings(handle)
  }

  deinit { cb2_world_destroy(handle) }

  /// Builds the world anew on `ground`; `force` acts on body `pushed` during the first step.
  package func reset(ground: Ground, friction: Double, pushed: Int, force: SIMD2<Float>) {
    ground.points.withUnsafeBufferPointer { points in
      ground.blocks.withUnsafeBufferPointer { blocks in
        var definition = cb2_ground(
          points: points.baseAddress, blocks: blocks.baseAddress,
          point_count: Int32(points.count), block_count: Int32(blocks.count),
          friction: Float(friction), conveyor: ground.conveyor, sway: ground.sway,
          sway_period: ground.swayPeriod, sway_phase: ground.swayPhase, target: ground.target)
        cb2_world_reset(
          handle, &definition, Int32(pushed), cb2_vector(x: force.x, y: force.y))
      }
    }
  }

  /// Changes the momentum of a body at once.
  package func kick(_ body: Int, impulse: SIMD2<Double>, at point: SIMD2<Double>) {
    cb2_world_kick(handle, Int32(body), cb2_vector(impulse), cb2_vector(point))
  }

  /// Lets a force at the center of a body and a torque act during the next step.
  package func push(_ body: Int, force: SIMD2<Double>, torque: Double) {
    cb2_world_push(handle, Int32(body), cb2_vector(force), Float(torque))
  }

  /// How far the ground has moved since the reset.
  package var groundOffset: SIMD2<Double> {
    let offset = cb2_world_ground_offset(handle)
    return SIMD2(Double(offset.x), Double(offset.y))
  }

  package func isAwake(_ body: Int) -> Bool { cb2_world_is_awake(handle, Int32(body)) != 0 }

  /// False if the state is no longer finite: the readings are stale then.
  package func step() -> Bool { cb2_world_step(handle) == CB2_OK }
}
