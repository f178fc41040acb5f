/// Reward terms and the rules that end an episode.
extension WalkerReader {
  func reward(_ value: SpecValue) throws(WalkerSpecError) -> [RewardTerm] {
    var terms: [RewardTerm] = []
    for entry in try value.list(of: "reward terms", count: 1...50) {
      let named = try entry.fields(["term", "of", "weight"]).required("term")
      let name: RewardTerm.Name = try named.choice("a kind of reward term")
      let fields = try entry.fields(["term", "weight"] + (name.looksAtBody ? ["of"] : []))
      let subject = name.looksAtBody ? try fields.required("of") : nil
      let body = try subject.map(body)
      terms.append(
        RewardTerm(
          name: name, body: body.map { bodyNames[$0] },
          part: RewardTerm.Part(
            quantity: quantity(of: name, body ?? 0),
            weight: try fields.required("weight").number(in: -1e6...1e6),
            isChange: name == .progress || name == .tiltChange)))
    }
    return terms
  }

  private func quantity(of name: RewardTerm.Name, _ body: Int) -> RewardTerm.Quantity {
    switch name {
    case .progress: .reading(readings.body(body, .x))
    case .tiltChange, .tilt: .magnitude(readings.body(body, .angle))
    case .speed: .reading(readings.body(body, .velocityX))
    case .spin: .magnitude(readings.body(body, .angularVelocity))
    case .torque: .torque
    case .alive: .one
    }
  }

  func end(_ value: SpecValue) throws(WalkerSpecError) -> [EndRule] {
    var rules: [EndRule] = []
    for entry in try value.list(of: "rules", count: 0...50) {
      let named = try entry.fields(["when", "of", "x", "y", "angle", "reward"]).required("when")
      let name: EndRule.Name = try named.choice("a kind of rule")
      let fields = try entry.fields(["when", "of", "reward"] + name.limitKeys)
      let body = try body(try fields.required("of"))
      rules.append(
        EndRule(
          name: name, body: bodyNames[body],
          condition: EndRule.Condition(
            source: readings.body(body, name.channel), comparison: name.comparison,
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
    }
  }
}

extension RewardTerm.Name {
  fileprivate var looksAtBody: Bool { self != .torque && self != .alive }
}

extension EndRule.Name {
  fileprivate var limitKeys: [String] {
    switch self {
    case .touchesGround: []
    case .behind, .beyond: ["x"]
    case .below: ["y"]
    case .tilted: ["angle"]
    }
  }

  fileprivate var channel: BodyChannel {
    switch self {
    case .touchesGround: .touched
    case .behind, .beyond: .x
    case .below: .y
    case .tilted: .angle
    }
  }

  fileprivate var comparison: EndRule.Comparison {
    switch self {
    case .touchesGround, .beyond: .greater
    case .behind, .below: .less
    case .tilted: .magnitudeGreater
    }
  }
}
