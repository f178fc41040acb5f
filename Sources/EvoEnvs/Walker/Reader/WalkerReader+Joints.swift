/// The joints between bodies, their motors and springs.
extension WalkerReader {
  func joints(_ value: SpecValue) throws(WalkerSpecError) -> [WalkerSpec.Joint] {
    var joints: [WalkerSpec.Joint] = []
    for (name, value) in try value.entries() { joints.append(try joint(name, value)) }
    guard joints.contains(where: { $0.motor != nil }) else {
      throw value.unexpected("none", expected: "at least one joint with a motor")
    }
    return joints
  }

  private func joint(_ name: String, _ value: SpecValue) throws(WalkerSpecError) -> WalkerSpec.Joint
  {
    typealias Kind = WalkerSpec.Joint.Kind
    let named = try value.fields(Kind.allKeys, foreign: .ofJoints)
    let kind: Kind =
      try named.optional("type")?.choice("a type of joint", foreign: .typesOfJoints) ?? .revolute
    let fields = try value.fields(kind.keys, foreign: kind.foreign)
    let bodies = try fields.required("between").list(of: "bodies", count: 2...2)
    let pair = (try body(bodies[0]), try body(bodies[1]))
    if pair.0 == pair.1 {
      throw bodies[1].unexpected(
        "'\(bodyNames[pair.1])' twice", expected: "a joint between two different bodies")
    }
    let anchors = try fields.required("anchors").list(of: "anchors", count: 2...2)
    let spring =
      kind == .wheel ? try fields.required("spring") : fields.optional("spring")
    return WalkerSpec.Joint(
      kind: kind, name: name, bodies: pair,
      anchors: (try length2(anchors[0]), try length2(anchors[1])),
      axis: try fields.optional("axis").map(axis) ?? (kind == .wheel ? SIMD2(0, 1) : SIMD2(1, 0)),
      limits: try fields.optional("limits").map { value throws(WalkerSpecError) in
        try limits(value, of: kind)
      },
      motor: try fields.optional("motor").map { value throws(WalkerSpecError) in
        try motor(value, of: kind)
      },
      spring: try spring.map { value throws(WalkerSpecError) in
        try self.spring(value, of: kind)
      })
  }

  private func axis(_ value: SpecValue) throws(WalkerSpecError) -> SIMD2<Double> {
    let direction = try value.vector(in: -1e6...1e6)
    guard direction.length > 1e-6 else {
      throw value.unexpected("[0, 0]", expected: "a direction such as [1, 0]")
    }
    return direction / direction.length
  }

  private func limits(
    _ value: SpecValue, of kind: WalkerSpec.Joint.Kind
  ) throws(WalkerSpecError) -> ClosedRange<Double> {
    switch kind {
    case .revolute:
      do { return try value.span(in: -100...100) } catch {
        guard case .unexpected(let found, let expected) = error.problem,
          expected.hasPrefix("a number")
        else { throw error }
        throw WalkerSpecError(
          file: error.file, line: error.line, key: error.key,
          problem: .unexpected(
            found: found, expected: expected + " (without 'limits' the joint turns freely)"))
      }
    case .prismatic, .wheel: return try lengths(value, in: -100...100)
    case .distance: return try lengths(value, in: 0...1000)
    }
  }

  private func motor(
    _ value: SpecValue, of kind: WalkerSpec.Joint.Kind
  ) throws(WalkerSpecError) -> WalkerSpec.Motor {
    let effort = kind == .prismatic ? "force" : "torque"
    let fields = try value.fields(
      ["speed", effort], foreign: kind == .prismatic ? .ofSlidingMotors : .ofTurningMotors)
    return WalkerSpec.Motor(
      speed: try fields.required("speed").number(in: 0.01...100),
      effort: try fields.required(effort).number(in: 0.01...100_000))
  }

  private func spring(
    _ value: SpecValue, of kind: WalkerSpec.Joint.Kind
  ) throws(WalkerSpecError) -> WalkerSpec.Spring {
    let fields = try value.fields(
      ["stiffness", "damping"] + (kind == .distance ? ["length"] : []), foreign: .ofSprings)
    return WalkerSpec.Spring(
      stiffness: try fields.required("stiffness").number(in: 0.01...1e7),
      damping: try fields.number("damping", in: 0...1e6, default: 0),
      length: try fields.optional("length").map { value throws(WalkerSpecError) in
        try length(value, in: 0.005...1000)
      })
  }
}

extension WalkerSpec.Joint.Kind {
  /// Every key that some joint takes.
  fileprivate static let allKeys = [
    "type", "between", "anchors", "axis", "limits", "motor", "spring",
  ]

  fileprivate var keys: [String] {
    switch self {
    case .revolute: ["type", "between", "anchors", "limits", "motor"]
    case .prismatic: ["type", "between", "anchors", "axis", "limits", "motor"]
    case .wheel: Self.allKeys
    case .distance: ["type", "between", "anchors", "limits", "spring"]
    }
  }

  /// Answers to the keys of other types.
  fileprivate var foreign: ForeignWords {
    switch self {
    case .revolute: .ofHinges
    case .prismatic: .ofSlides
    case .wheel: .ofJoints
    case .distance: .ofDistances
    }
  }
}
