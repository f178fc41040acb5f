/// Reward terms and the rules that end an episode.
extension WalkerReader {
  /// The weighted terms, and what a world has to measure for them.
  func reward(
    _ value: SpecValue, joints: [WalkerSpec.Joint], probes: inout [WalkerSpec.Probe]
  ) throws(WalkerSpecError) -> [RewardTerm] {
    var terms: [RewardTerm] = []
    for entry in try value.list(of: "reward terms", count: 1...50) {
      let named = try entry.fields(["term", "of", "to", "weight"]).required("term")
      let name: RewardTerm.Name = try named.choice("a kind of reward term", foreign: .rewards)
      let fields = try entry.fields(["term", "weight"] + name.subjects)
      let subject = name.looksAtBody ? try fields.required("of") : nil
      let body = try subject.map(body)
      let destination =
        name.looksAtDistance ? try self.destination(fields.optional("to"), in: entry) : nil
      if name == .torque || name == .force {
        try checkEffort(joints, slides: name == .force, of: named)
      }
      terms.append(
        RewardTerm(
          name: name, body: body.map { bodyNames[$0] },
          destination: name.looksAtDistance ? destination.map { bodyNames[$0] } ?? "target" : nil,
          part: RewardTerm.Part(
            quantity: quantity(of: name, body ?? 0, to: destination, &probes),
            weight: try fields.required("weight").number(in: -1e6...1e6),
            isChange: name.isChange)))
    }
    return terms
  }

  /// The sum of the torques or forces of a walker that has none would be 0.
  private func checkEffort(
    _ joints: [WalkerSpec.Joint], slides: Bool, of name: SpecValue
  ) throws(WalkerSpecError) {
    guard !joints.contains(where: { $0.motor != nil && ($0.kind == .prismatic) == slides }) else {
      return
    }
    throw name.unexpected(
      slides ? "only motors that turn; use 'torque'" : "only motors that slide; use 'force'",
      expected: slides ? "a motor that slides" : "a motor that turns")
  }

  private func quantity(
    of name: RewardTerm.Name, _ body: Int, to other: Int?, _ probes: inout [WalkerSpec.Probe]
  ) -> RewardTerm.Quantity {
    switch name {
    case .height, .heightChange: .reading(reading(.height(body: body), &probes))
    case .distance, .distanceChange:
      .reading(reading(.distance(.straight, body: body, to: other), &probes))
    case .force: .force
    case .progress: .reading(readings.body(body, .x))
    case .tiltChange, .tilt: .magnitude(readings.body(body, .angle))
    case .speed: .reading(readings.body(body, .velocityX))
    case .spin: .magnitude(readings.body(body, .angularVelocity))
    case .torque: .torque
    case .alive: .one
    }
  }

  func end(
    _ value: SpecValue?, probes: inout [WalkerSpec.Probe]
  ) throws(WalkerSpecError) -> [EndRule] {
    var rules: [EndRule] = []
    for entry in try value?.list(of: "rules", count: 0...50) ?? [] {
      let named = try entry.fields(EndRule.Name.allKeys).required("when")
      let name: EndRule.Name = try named.choice("a kind of rule", foreign: .rules)
      let fields = try entry.fields(["when", "of", "reward"] + name.limitKeys)
      let body = try body(try fields.required("of"))
      let source: Int
      if let channel = name.channel {
        source = readings.body(body, channel)
      } else {
        let destination = try destination(nil, in: entry)
        source = reading(.distance(.straight, body: body, to: destination), &probes)
      }
      rules.append(
        EndRule(
          name: name, body: bodyNames[body],
          condition: EndRule.Condition(
            source: source, comparison: name.comparison,
            limit: Float(try limit(of: name, fields)),
            reward: try fields.optional("reward")?.number(in: -1e6...1e6))))
    }
    return rules
  }

  private func limit(
    of rule: EndRule.Name, _ fields: SpecFields
  ) throws(WalkerSpecError) -> Double {
    switch rule {
    case .touchesGround: 0.5
    case .behind, .beyond: try length(try fields.required("x"))
    case .below: try length(try fields.required("y"))
    case .tilted: try fields.required("angle").number(in: 0...100)
    case .reachesTarget: try length(try fields.required("distance"), in: 0...1000)
    }
  }
}

extension RewardTerm.Name {
  fileprivate var looksAtBody: Bool { self != .torque && self != .force && self != .alive }

  fileprivate var looksAtDistance: Bool { self == .distance || self == .distanceChange }

  fileprivate var subjects: [String] {
    looksAtDistance ? ["of", "to"] : looksAtBody ? ["of"] : []
  }

  fileprivate var isChange: Bool {
    switch self {
    case .progress, .tiltChange, .heightChange, .distanceChange: true
    default: false
    }
  }
}

extension EndRule.Name {
  /// Every key that some rule takes.
  fileprivate static let allKeys = ["when", "of", "x", "y", "angle", "distance", "reward"]

  fileprivate var limitKeys: [String] {
    switch self {
    case .touchesGround: []
    case .behind, .beyond: ["x"]
    case .below: ["y"]
    case .tilted: ["angle"]
    case .reachesTarget: ["distance"]
    }
  }

  /// The reading of the body; nil for its distance to the target.
  fileprivate var channel: BodyChannel? {
    switch self {
    case .touchesGround: .touched
    case .behind, .beyond: .x
    case .below: .y
    case .tilted: .angle
    case .reachesTarget: nil
    }
  }

  fileprivate var comparison: EndRule.Comparison {
    switch self {
    case .touchesGround, .beyond: .greater
    case .behind, .below, .reachesTarget: .less
    case .tilted: .magnitudeGreater
    }
  }
}
