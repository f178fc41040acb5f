/// A term of the reward as a file names it.
package struct RewardTerm: Sendable {
  package enum Name: String, CaseIterable, Sendable {
    /// Meters gained along x.
    case progress
    /// Change of the angle away from upright, in radians.
    case tiltChange = "tilt_change"
    /// Angle away from upright, in radians.
    case tilt
    /// Velocity along x, in meters per second.
    case speed
    /// Angular velocity without its sign, in radians per second.
    case spin
    /// Height above the ground, in meters.
    case height
    /// Meters gained above the ground.
    case heightChange = "height_change"
    /// Distance to the target or to another body, in meters.
    case distance
    /// Meters by which that distance has grown.
    case distanceChange = "distance_change"
    /// Torque that the actions ask for, summed over the motors that turn, in newton meters.
    case torque
    /// Force that the actions ask for, summed over the motors that slide, in newtons.
    case force
    /// 1 in every step.
    case alive
  }

  package var name: Name
  /// The body that it looks at; nil for the whole walker.
  package var body: String?
  /// What a distance leads to.
  package var destination: String?
  package var part: Part

  /// The term as the step loop needs it.
  package struct Part: Sendable {
    package var quantity: Quantity
    package var weight: Double
    /// The term is the change of the quantity since the last step.
    package var isChange: Bool
  }

  package enum Quantity: Sendable {
    case reading(Int)
    case magnitude(Int)
    case torque
    case force
    case one
  }
}

/// A rule that ends the episode as soon as it holds.
package struct EndRule: Sendable {
  package enum Name: String, CaseIterable, Sendable {
    /// The body has touched the ground.
    case touchesGround = "touches_ground"
    /// The body's x is below a limit.
    case behind
    /// The body's x is above a limit.
    case beyond
    /// The body's y is below a limit.
    case below
    /// The body's angle is above a limit on either side.
    case tilted
    /// The body is nearer to the target than a distance.
    case reachesTarget = "reaches_target"
  }

  package var name: Name
  package var body: String
  package var condition: Condition

  /// The rule as the step loop needs it.
  package struct Condition: Sendable {
    package var source: Int
    package var comparison: Comparison
    package var limit: Float
    /// Takes the place of the last step's reward.
    package var reward: Double?

    @inline(__always)
    func holds(_ reading: Float) -> Bool {
      switch comparison {
      case .less: reading < limit
      case .greater: reading > limit
      case .magnitudeGreater: abs(reading) > limit
      }
    }
  }

  package enum Comparison: Sendable { case less, greater, magnitudeGreater }
}
