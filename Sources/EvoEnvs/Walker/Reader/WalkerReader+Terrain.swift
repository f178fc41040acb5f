/// The ground and its obstacles. What a file leaves out is flat.
extension WalkerReader {
  func terrain(_ value: SpecValue?) throws(WalkerSpecError) -> Terrain {
    let fields = try value?.fields(
      [
        "points", "spacing", "height", "friction", "flat_start", "grass", "slope", "hills",
        "profile", "stretch", "obstacles", "conveyor", "sway", "wind",
      ], foreign: .ofTerrain)
    let points = try fields?.optional("points")?.integer(in: 2...10_000) ?? 200
    let spacing = try fields?.optional("spacing").map { value throws(WalkerSpecError) in
      try length(value, in: 0.05...100)
    }
    return Terrain(
      pointCount: points, spacing: spacing ?? 0.5,
      height: try fields?.optional("height").map { value throws(WalkerSpecError) in
        try length(value)
      } ?? 3,
      friction: try fields?.optional("friction")?.number(in: 0...100) ?? 2.5,
      flatStart: try fields?.optional("flat_start")?.integer(in: 1...points) ?? min(20, points),
      grass: try grass(fields?.optional("grass")),
      slope: try fields?.optional("slope")?.number(in: -2...2) ?? 0,
      hills: try fields?.optional("hills").map { value throws(WalkerSpecError) in
        try hills(value, spacing: spacing ?? 0.5)
      },
      profile: try fields?.optional("profile").map(profile) ?? [],
      stretch: try fields?.optional("stretch")?.integerSpan(in: 1...1000) ?? 5...9,
      obstacles: try fields?.optional("obstacles").map(obstacles) ?? [],
      conveyor: try fields?.optional("conveyor")?.span(in: -100...100),
      sway: try fields?.optional("sway").map(sway), wind: try fields?.optional("wind").map(wind))
  }

  private func sway(_ value: SpecValue) throws(WalkerSpecError) -> Terrain.Sway {
    let fields = try value.fields(["amplitude", "period"], foreign: ["frequency": "use 'period'"])
    let amplitude = try fields.required("amplitude")
    return Terrain.Sway(
      amplitude: try amplitude.vector(in: (-10 / unit)...(10 / unit)) * unit,
      period: try fields.required("period").number(in: 0.1...1000))
  }

  private func wind(_ value: SpecValue) throws(WalkerSpecError) -> Terrain.Wind {
    let fields = try value.fields(
      ["of", "power", "turbulence", "steady"],
      foreign: [
        "windpower": "use 'power'", "turbulencepower": "use 'turbulence'", "speed": "use 'steady'",
        "velocity": "use 'steady'", "force": "use 'steady'",
      ])
    guard !fields.keys.allSatisfy({ $0 == "of" }) else {
      throw value.unexpected("none", expected: "at least one of 'power', 'turbulence', 'steady'")
    }
    return Terrain.Wind(
      body: try fields.optional("of").map(body) ?? 0,
      power: try fields.number("power", in: 0...1e6, default: 0),
      turbulence: try fields.number("turbulence", in: 0...1e6, default: 0),
      steady: try fields.optional("steady")?.span(in: -1e6...1e6) ?? 0...0)
  }

  /// Draws of a target lie over the ground.
  func target(_ value: SpecValue, over terrain: Terrain) throws(WalkerSpecError) -> Terrain.Target {
    if bodyNames.contains("target") {
      throw value.unexpected("a body of that name too", expected: "one thing called 'target'")
    }
    let fields = try value.fields(["x", "height"], foreign: ["at": "use 'x' and 'height'"])
    let end = Double(terrain.pointCount - 1) * terrain.spacing
    return Terrain.Target(
      x: try lengths(try fields.required("x"), in: 0...end),
      height: try fields.optional("height").map { value throws(WalkerSpecError) in
        try lengths(value, in: 0...1000)
      } ?? 0...0)
  }

  private func grass(_ value: SpecValue?) throws(WalkerSpecError) -> Terrain.Grass {
    guard let fields = try value?.fields(["roughness", "pull", "memory"]) else {
      return Terrain.Grass(roughness: 0, pull: 0, memory: 0)
    }
    return Terrain.Grass(
      roughness: try length(try fields.required("roughness"), in: 0...10),
      pull: try length(try fields.required("pull"), in: 0...10),
      memory: try fields.required("memory").number(in: 0...0.999))
  }

  private func hills(
    _ value: SpecValue, spacing: Double
  ) throws(WalkerSpecError) -> Terrain.Hills {
    let fields = try value.fields(["height", "length"])
    return Terrain.Hills(
      height: try lengths(try fields.required("height"), in: 0...100),
      length: try lengths(try fields.required("length"), in: spacing...10_000))
  }

  private func profile(_ value: SpecValue) throws(WalkerSpecError) -> [SIMD2<Double>] {
    var corners: [SIMD2<Double>] = []
    for point in try value.list(of: "points", count: 1...1000) {
      let corner = try length2(point)
      if let last = corners.last, corner.x <= last.x {
        throw point.unexpected(
          "x = \((corner.x / unit).brief) after \((last.x / unit).brief)",
          expected: "a line from left to right that does not cross itself")
      }
      corners.append(corner)
    }
    return corners
  }

  private func obstacles(_ value: SpecValue) throws(WalkerSpecError) -> [Terrain.Obstacle] {
    let fields = try value.fields(["stumps", "stairs", "pits"])
    var obstacles: [Terrain.Obstacle] = []
    if let stumps = try fields.optional("stumps")?.fields(["weight", "size"]) {
      obstacles.append(
        Terrain.Obstacle(
          kind: .stump(size: try stumps.required("size").integerSpan(in: 1...20)),
          weight: try weight(stumps)))
    }
    if let stairs = try fields.optional("stairs")?.fields(["weight", "count", "width", "rise"]) {
      obstacles.append(
        Terrain.Obstacle(
          kind: .stairs(
            count: try stairs.required("count").integerSpan(in: 1...20),
            width: try stairs.required("width").integerSpan(in: 1...20),
            rise: try stairs.required("rise").number(in: 0.05...10)),
          weight: try weight(stairs)))
    }
    if let pits = try fields.optional("pits")?.fields(["weight", "width", "depth"]) {
      obstacles.append(
        Terrain.Obstacle(
          kind: .pit(
            width: try pits.required("width").integerSpan(in: 1...20),
            depth: try pits.required("depth").number(in: 0.05...50)),
          weight: try weight(pits)))
    }
    return obstacles
  }

  private func weight(_ fields: SpecFields) throws(WalkerSpecError) -> Double {
    try fields.number("weight", in: 0.001...1000, default: 1)
  }
}
