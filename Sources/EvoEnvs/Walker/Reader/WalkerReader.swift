import EvoCore
import EvoDraw
import EvoYAML

extension WalkerSpec {
  /// Reads a walker's YAML file.
  ///
  /// - Throws: the first thing that is wrong with it: an unknown or missing key, a value of the
  ///   wrong type or out of its range, a name that nothing has, a polygon that is not convex.
  public static func load(path: String) throws(WalkerSpecError) -> WalkerSpec {
    try parse(try bytes(of: path), file: path)
  }

  /// A walker's file, of at most 1 MiB.
  static func bytes(of path: String) throws(WalkerSpecError) -> [UInt8] {
    do { return try YAMLFile.bytes(of: path) } catch { throw WalkerSpecError(path, error) }
  }

  /// Reads a walker from YAML text; `file` is the name that errors give.
  public static func parse(_ text: String, file: String) throws(WalkerSpecError) -> WalkerSpec {
    try parse(Array(text.utf8), file: file)
  }

  static func parse(_ bytes: [UInt8], file: String) throws(WalkerSpecError) -> WalkerSpec {
    try WalkerReader.read(try SpecValue.parse(bytes, file: file))
  }
}

/// Reads the sections of a file in the order in which they refer to each other.
struct WalkerReader {
  /// One unit of length of the file, in meters.
  let unit: Double
  let bodyNames: [String]
  let jointNames: [String]
  let hasTarget: Bool

  var readings: Readings { Readings(bodyCount: bodyNames.count, jointCount: jointNames.count) }

  static func read(_ file: SpecValue) throws(WalkerSpecError) -> WalkerSpec {
    let top = try file.fields(
      [
        "name", "summary", "origin", "step_limit", "solved_at", "units_per_meter", "physics",
        "bodies", "joints", "sensors", "terrain", "target", "start", "reward", "end", "camera",
        "colors",
      ], foreign: .ofFile)
    let (bodies, joints) = (try top.required("bodies"), try top.required("joints"))
    let reader = WalkerReader(
      unit: 1 / (try top.number("units_per_meter", in: 0.001...1000, default: 1)),
      bodyNames: try bodies.entries().map(\.key), jointNames: try joints.entries().map(\.key),
      hasTarget: top.optional("target") != nil)
    let jointPlans = try reader.joints(joints)
    var terrain = try reader.terrain(top.optional("terrain"))
    if let target = top.optional("target") {
      terrain.target = try reader.target(target, over: terrain)
    }
    var probes: [WalkerSpec.Probe] = []
    let sensors = try reader.sensors(
      try top.required("sensors"), joints: jointPlans, probes: &probes)
    let reward = try reader.reward(
      try top.required("reward"), joints: jointPlans, probes: &probes)
    let end = try reader.end(top.optional("end"), probes: &probes)
    var spec = WalkerSpec(
      name: try reader.name(try top.required("name")), summary: try top.required("summary").text(),
      origin: try top.optional("origin")?.text() ?? "",
      stepLimit: try top.required("step_limit").integer(in: 1...1_000_000),
      solvedAt: (try top.optional("solved_at")?.number(in: -1e6...1e6)).map { Float($0) },
      physics: try reader.physics(top.optional("physics")),
      bodies: try reader.bodies(bodies), joints: jointPlans, probes: probes, sensors: sensors,
      terrain: terrain, start: try reader.start(try top.required("start")), reward: reward,
      end: end,
      camera: try reader.camera(top.optional("camera")),
      colors: try reader.colors(top.optional("colors")))
    spec.raiseStart()
    if spec.camera.width == 0 { spec.camera.width = spec.fittingWidth }
    try reader.checkStart(of: spec, at: try top.required("start"))
    // A file that follows a model keeps the model's oddities.
    if spec.origin.isEmpty {
      spec.origin = file.file
      spec.remarks = try reader.remarks(on: spec, bodies: bodies, joints: joints)
    }
    return spec
  }

  /// What the command line and configurations call the walker: a word that is no other's.
  private func name(_ value: SpecValue) throws(WalkerSpecError) -> String {
    let name = try value.text()
    guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
    else {
      throw value.mismatch(
        expected: "a name of letters, digits, '-' and '_', such as '\(Self.word(for: name))'")
    }
    guard !EnvironmentCatalog.names.contains(name) else {
      throw value.unexpected(
        "'\(name)', which is built in", expected: "a name of its own, such as 'my-\(name)'")
    }
    return name
  }

  /// `Three Legs!` as `three-legs`.
  private static func word(for name: String) -> String {
    let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "my-creature" : words.joined(separator: "-")
  }

  private func physics(_ value: SpecValue?) throws(WalkerSpecError) -> WalkerSpec.Physics {
    let fields = try value?.fields([
      "box2d", "steps_per_second", "gravity", "velocity_iterations", "position_iterations",
    ])
    return WalkerSpec.Physics(
      stepsPerSecond: try fields?.optional("steps_per_second")?.integer(in: 10...1000) ?? 50,
      gravity: try fields?.optional("gravity")?.number(in: 0...1000) ?? 10,
      velocityIterations: try fields?.optional("velocity_iterations")?.integer(in: 1...1000) ?? 60,
      positionIterations: try fields?.optional("position_iterations")?.integer(in: 1...1000) ?? 20,
      version: try fields?.optional("box2d")?.choice("a version of Box2D to follow") ?? .box2d24)
  }

  private func start(_ value: SpecValue) throws(WalkerSpecError) -> WalkerSpec.Start {
    let fields = try value.fields(["at", "push"])
    let position = try length2(try fields.required("at"))
    guard let push = try fields.optional("push")?.fields(["of", "force"]) else {
      return WalkerSpec.Start(position: position, pushed: 0, push: .zero)
    }
    return WalkerSpec.Start(
      position: position, pushed: try body(try push.required("of")),
      push: try push.required("force").vector(in: 0...1e6))
  }

  private func camera(_ value: SpecValue?) throws(WalkerSpecError) -> WalkerSpec.Camera {
    let fields = try value?.fields(["follow", "width", "lead"])
    return WalkerSpec.Camera(
      follows: try fields?.optional("follow").map(body) ?? 0,
      width: try fields?.optional("width").map { value throws(WalkerSpecError) in
        try length(value, in: 1...1000)
      } ?? 0,
      lead: try fields?.optional("lead")?.number(in: 0...1) ?? 0.2)
  }

  private func colors(_ value: SpecValue?) throws(WalkerSpecError) -> WalkerSpec.Colors {
    let fields = try value?.fields(["sky", "grass", "soil", "rock"])
    return WalkerSpec.Colors(
      sky: try fields?.optional("sky")?.color() ?? Color(0xD7E1FF),
      grass: try fields?.optional("grass")?.color() ?? Color(0x4CAF50),
      soil: try fields?.optional("soil")?.color() ?? Color(0x8B6B4A),
      rock: try fields?.optional("rock")?.color() ?? Color(0x999999))
  }
}

// MARK: - Shared words

extension WalkerReader {
  func body(_ value: SpecValue) throws(WalkerSpecError) -> Int {
    let name = try value.text()
    if !bodyNames.contains(name), let instead = ForeignWords.bodies.answer(to: name) {
      throw value.error(.unsupported(name, instead: instead))
    }
    return try value.index(of: "the name of a body", among: bodyNames)
  }

  func joint(_ value: SpecValue) throws(WalkerSpecError) -> Int {
    try value.index(of: "the name of a joint", among: jointNames)
  }

  /// What a distance leads to: another body, or nil for the target, which is meant where nothing is
  /// said.
  func destination(_ value: SpecValue?, in entry: SpecValue) throws(WalkerSpecError) -> Int? {
    if let value, bodyNames.contains(try value.text()) { return try body(value) }
    if let value, try value.text() != "target" {
      _ = try value.index(of: "the name of a body or 'target'", among: bodyNames + ["target"])
    }
    guard hasTarget else {
      throw (value ?? entry).unexpected(
        "no 'target' in the file", expected: "a target such as 'target: {x: [20, 30], height: 1}'")
    }
    return nil
  }

  /// The reading of a probe, which joins those that are there unless one of them is the same.
  func reading(_ probe: WalkerSpec.Probe, _ probes: inout [WalkerSpec.Probe]) -> Int {
    if let index = probes.firstIndex(of: probe) { return readings.probe(index) }
    probes.append(probe)
    return readings.probe(probes.count - 1)
  }

  /// A length in the file's unit, in meters; the range is in meters too.
  func length(
    _ value: SpecValue, in meters: ClosedRange<Double> = -1e4...1e4
  ) throws(WalkerSpecError) -> Double {
    try value.number(in: (meters.lowerBound / unit)...(meters.upperBound / unit)) * unit
  }

  /// A span in the file's unit, in meters; the range is in meters too.
  func lengths(
    _ value: SpecValue, in meters: ClosedRange<Double>
  ) throws(WalkerSpecError) -> ClosedRange<Double> {
    let span = try value.span(in: (meters.lowerBound / unit)...(meters.upperBound / unit))
    return (span.lowerBound * unit)...(span.upperBound * unit)
  }

  func length2(_ value: SpecValue) throws(WalkerSpecError) -> SIMD2<Double> {
    try value.vector(in: (-1e4 / unit)...(1e4 / unit)) * unit
  }
}

extension SpecValue {
  /// `"#rrggbb"`.
  func color() throws(WalkerSpecError) -> Color {
    guard case .scalar(let text, _) = node.content, text.count == 7, text.first == "#",
      let hex = UInt32(text.dropFirst(), radix: 16)
    else {
      throw mismatch(expected: "a color like \"#4caf50\"")
    }
    return Color(hex)
  }
}
