import EvoDraw

/// Bodies and their shapes.
extension WalkerReader {
  func bodies(_ value: SpecValue) throws(WalkerSpecError) -> [WalkerSpec.Body] {
    let entries = try value.entries()
    guard !entries.isEmpty else { throw value.mismatch(expected: "at least one body") }
    let groups = try groupNames(entries.map(\.value))
    var bodies: [WalkerSpec.Body] = []
    for (name, value) in entries {
      let fields = try value.fields(Self.bodyKeys, foreign: .ofBodies)
      var mask: UInt16 = 0
      let listed = try fields.optional("collides_with")?.list(of: "groups", count: 0...16)
      for group in listed ?? [] {
        mask |= 1 << UInt16(try group.index(of: "the name of a collision group", among: groups))
      }
      let group = try fields.optional("group")?.index(
        of: "the name of a collision group", among: groups)
      bodies.append(
        WalkerSpec.Body(
          name: name, shapes: try shapes(fields),
          density: try fields.required("density").number(in: 0.001...1000),
          friction: try fields.number("friction", in: 0...100, default: 0.2),
          restitution: try fields.number("restitution", in: 0...1, default: 0),
          group: 1 << UInt16(group ?? 1), collidesWith: listed == nil ? 1 : mask,
          position: try length2(try fields.required("at")),
          angle: try fields.number("angle", in: -7...7, default: 0),
          color: try fields.optional("color")?.color() ?? Color(0x7F4CA0),
          layer: try fields.optional("layer")?.integer(in: -100...100) ?? 0,
          eye: try fields.optional("eye").map(length2)))
    }
    return bodies
  }

  private static let bodyKeys = [
    "box", "circle", "polygon", "polygons", "density", "friction", "restitution", "group",
    "collides_with",
    "at", "angle", "color", "layer", "eye",
  ]

  /// The ground, the group of bodies that name none, and those that the file makes up.
  private func groupNames(_ bodies: [SpecValue]) throws(WalkerSpecError) -> [String] {
    var names = ["ground", "body"]
    for body in bodies {
      guard let group = try body.fields(Self.bodyKeys, foreign: .ofBodies).optional("group") else {
        continue
      }
      let name = try group.text()
      if name == "ground" { throw group.mismatch(expected: "a group other than the ground's") }
      if !names.contains(name) { names.append(name) }
      if names.count > 16 { throw group.mismatch(expected: "at most 14 groups") }
    }
    return names
  }

  private func shapes(_ fields: SpecFields) throws(WalkerSpecError) -> [WalkerSpec.Shape] {
    let value = try fields.exactlyOne(of: ["box", "circle", "polygon", "polygons"])
    if fields.optional("box") != nil {
      let size = try value.vector(in: (0.02 / unit)...(100 / unit)) * unit
      return [.box(halfSize: size / 2)]
    }
    if fields.optional("circle") != nil {
      return [.circle(radius: try length(value, in: 0.01...50))]
    }
    if fields.optional("polygon") != nil { return [try polygon(value)] }
    var shapes: [WalkerSpec.Shape] = []
    for part in try value.list(of: "polygons", count: 1...16) { shapes.append(try polygon(part)) }
    return shapes
  }

  private func polygon(_ value: SpecValue) throws(WalkerSpecError) -> WalkerSpec.Shape {
    var corners: [SIMD2<Double>] = []
    for corner in try value.list(of: "corners", count: 3...8) {
      corners.append(try length2(corner))
    }
    if let flaw = Polygon(corners).flaw {
      let place = flaw.corner / unit
      throw value.unexpected(
        "\(flaw.words) at [\(place.x.brief), \(place.y.brief)]", expected: "a convex polygon")
    }
    return .polygon(corners)
  }
}

extension WalkerSpec.Body {
  /// A point of the body's frame in the walker's.
  func place(_ point: SIMD2<Double>) -> SIMD2<Double> {
    position + point.rotated(by: angle)
  }
}

extension WalkerSpec.Shape {
  /// Of a circle 32 points of its rim, the lowest among them.
  package var corners: [SIMD2<Double>] {
    switch self {
    case .polygon(let corners): corners
    case .box(let half):
      [SIMD2(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1)].map { $0 * half }
    case .circle(let radius):
      (0..<32).map { SIMD2(0, -radius).rotated(by: Double($0) * .pi / 16) }
    }
  }
}
