import CBox2D

/// Steps worlds of one plan together, one world per SIMD lane, with the bits of Box2D.
package struct PhysicsLanes: ~Copyable {
  private let handle: OpaquePointer

  /// For a plan without an obstacle.
  package init(_ plan: PhysicsPlan) {
    handle = plan.withDefinition { cb2_lanes_create($0) }
  }

  deinit { cb2_lanes_destroy(handle) }

  /// Advances the first `count` of `worlds`, which were built from the plan; a result that is not
  /// `CB2_OK` means that the state of the world is no longer finite and its readings are stale.
  package func step(
    _ worlds: UnsafePointer<OpaquePointer>, count: Int, results: UnsafeMutablePointer<Int32>
  ) {
    cb2_lanes_step(handle, worlds, Int32(count), results)
  }

  /// Why worlds of a plan step one after the other, by Box2D itself.
  package enum Obstacle: Int32 {
    case version = 1
    case processor
    case islands
    case mass
    case circles
    case joints
    case movingGround

    package var sentence: String {
      switch self {
      case .version: "this Box2D is not the one whose operations the lanes repeat (2.4.1 of Debian)"
      case .processor: "lanes agree with Box2D on x86-64 only"
      case .islands: "not all of its bodies hang together by joints"
      case .mass: "one of its bodies has no mass"
      case .circles: "it has a circle, and side by side step boxes and polygons"
      case .joints: "it has a slide, a wheel on a spring or a distance, and lanes take hinges"
      case .movingGround: "its ground moves"
      }
    }
  }

  package static func obstacle(to plan: PhysicsPlan) -> Obstacle? {
    Obstacle(rawValue: plan.withDefinition { cb2_lanes_fit($0) })
  }
}
