import CBox2D
import EvoCore

/// The walker as a whole: how it stands at the start, and what is odd about it.
extension WalkerReader {
  /// Refuses a walker whose joints would have to pull its bodies together from afar, that starts
  /// beside the ground, or inside it: the solver would throw it into the air.
  func checkStart(of spec: WalkerSpec, at value: SpecValue) throws(WalkerSpecError) {
    for joint in spec.joints where joint.kind != .distance {
      let gap = spec.gap(of: joint).length
      if gap > 1 {
        throw value.unexpected(
          "the anchors of '\(joint.name)' \((gap / unit).brief) apart",
          expected: "anchors that meet at the start (at most 1 m apart)")
      }
    }
    let end = Double(spec.terrain.pointCount - 1) * spec.terrain.spacing
    for body in spec.bodies {
      let corners = body.shapes.flatMap(\.corners).map { body.place($0) + spec.start.position }
      guard let outside = corners.first(where: { $0.x < 0 || $0.x > end }) else { continue }
      throw value.unexpected(
        "'\(body.name)' at x = \((outside.x / unit).tidy)",
        expected: "a walker that starts on the ground, which reaches from x = 0 to "
          + (end / unit).tidy)
    }
    // Where chance draws the ground, several grounds are looked at.
    for seed in 0..<16 {
      var random = Random(seed: UInt64(seed), domain: .evaluationEpisode)
      var ground = Ground()
      ground.generate(spec.terrain, random: &random)
      for body in spec.bodies {
        let depth = spec.depth(of: body, in: ground)
        if depth > 0.05 {
          throw value.unexpected(
            "'\(body.name)' \((depth / unit).tidy) inside it",
            expected: "a walker that starts above the ground")
        }
      }
    }
  }

  /// What is allowed and probably not meant.
  func remarks(
    on spec: WalkerSpec, bodies: SpecValue, joints: SpecValue
  ) throws(WalkerSpecError) -> [String] {
    var remarks: [String] = []
    for (index, entry) in try joints.entries().enumerated() {
      let joint = spec.joints[index]
      remarks += self.remarks(onJoint: index, at: entry.value.place, in: spec)
      let gap = spec.gap(of: joint)
      if gap.length > 0.05, joint.kind != .distance {
        let place = (spec.bodies[joint.bodies.1].position + gap) / unit
        remarks.append(
          "\(entry.value.place).anchors: the two are \((gap.length / unit).tidy) apart at the "
            + "start, and the first step pulls them together; they meet with "
            + "'\(spec.bodies[joint.bodies.1].name)' at [\(place.x.tidy), \(place.y.tidy)]")
      }
    }
    for (index, entry) in try bodies.entries().enumerated() where !spec.isJoined(index) {
      remarks.append(
        "\(entry.value.place): no joint connects it to '\(spec.bodies[0].name)', so it lies there "
          + "loose; a part of the walker stands in the 'between' of a joint")
    }
    return remarks
  }

  /// On the limits of a joint, or that it has none.
  private func remarks(onJoint index: Int, at place: String, in spec: WalkerSpec) -> [String] {
    let joint = spec.joints[index]
    guard let limits = joint.limits else {
      let angle = readings.joint(index, .angle)
      guard spec.sensors.contains(where: { $0.channel.source == angle }) else { return [] }
      return [
        "\(place): it turns without 'limits', so a sensor of its 'joint_angle' grows turn by turn; "
          + "'joint_speed' says how it turns"
      ]
    }
    let isAngle = joint.kind == .revolute
    let (low, high) =
      isAngle
      ? (limits.lowerBound, limits.upperBound)
      : (limits.lowerBound / unit, limits.upperBound / unit)
    let words = "\(place).limits: [\(low.brief), \(high.brief)]"
    if isAngle, max(abs(low), abs(high)) > 2 * .pi {
      let (from, to) = ((low * .pi / 180).tidy, (high * .pi / 180).tidy)
      return [
        "\(words) is in radians, and more than one turn; "
          + "if degrees are meant, write [\(from), \(to)]"
      ]
    }
    let start = joint.kind == .distance ? spec.gap(of: joint).length : 0
    guard !limits.contains(start) else { return [] }
    let (what, remedy) =
      switch joint.kind {
      case .revolute:
        ("the angle", "widen them, or turn the body by 'angle' and count from there")
      case .prismatic, .wheel: ("the place", "widen them, or move an anchor along the axis")
      case .distance: ("the length", "widen them, or move an anchor")
      }
    return [
      "\(words) does not hold \((start / (isAngle ? 1 : unit)).tidy), \(what) at the start, "
        + "so the first step throws the joint into its limits; \(remedy)"
    ]
  }
}

extension WalkerSpec {
  /// Takes the height of the start, which the file gives above the ground at its x, from the first
  /// point of the ground.
  mutating func raiseStart() {
    start.position.y += BaseLine.given(terrain, at: start.position.x)
  }

  /// Meters across a picture of which the creature fills a good part, with room ahead of it.
  var fittingWidth: Double {
    let corners = bodies.flatMap { body in body.shapes.flatMap(\.corners).map { body.place($0) } }
    let low = corners.reduce(SIMD2(repeating: .infinity)) { pointwiseMin($0, $1) }
    let high = corners.reduce(SIMD2(repeating: -.infinity)) { pointwiseMax($0, $1) }
    return min(max(5 * (high - low).max(), 2), 1000)
  }

  /// From the second anchor of a joint to the first, in the pose of the start.
  func gap(of joint: Joint) -> SIMD2<Double> {
    bodies[joint.bodies.0].place(joint.anchors.0) - bodies[joint.bodies.1].place(joint.anchors.1)
  }

  /// How deep a body starts in a ground; negative above it.
  fileprivate func depth(of body: Body, in ground: Ground) -> Double {
    body.shapes.flatMap(\.corners).map { corner in
      let place = body.place(corner) + startPosition
      return ground.height(at: place.x) - place.y
    }.max() ?? 0
  }

  /// Whether joints lead from the first body to another.
  fileprivate func isJoined(_ body: Int) -> Bool {
    var reached: Set<Int> = [0]
    // As many rounds as there are joints reach whatever can be reached.
    for _ in joints {
      for joint in joints where reached.contains(joint.bodies.0) || reached.contains(joint.bodies.1)
      {
        reached.formUnion([joint.bodies.0, joint.bodies.1])
      }
    }
    return reached.contains(body)
  }
}

extension SpecValue {
  /// Where the value stands: file, line and key.
  fileprivate var place: String { (line.map { "\(file):\($0)" } ?? file) + ": \(key)" }
}

extension Double {
  /// The number to three digits behind the point.
  fileprivate var tidy: String { ((self * 1000).rounded() / 1000).brief }
}
