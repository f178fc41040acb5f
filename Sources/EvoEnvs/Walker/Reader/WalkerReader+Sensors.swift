import EvoCore
import Glibc

/// A sensor by the name that it has in a file.
private enum Sense: String, CaseIterable {
  case angle
  case angularVelocity = "angular_velocity"
  case velocityX = "velocity_x"
  case velocityY = "velocity_y"
  case positionX = "position_x"
  case positionY = "position_y"
  case height
  case distance
  case distanceX = "distance_x"
  case distanceY = "distance_y"
  case jointAngle = "joint_angle"
  case jointSpeed = "joint_speed"
  case jointTranslation = "joint_translation"
  case jointLength = "joint_length"
  case contact
  case lidar

  /// The keys that it takes besides `sense` and `of`.
  var keys: [String] {
    switch self {
    case .contact: ["until"]
    case .distance, .distanceX, .distanceY: ["to", "scale", "offset"]
    case .lidar: ["rays", "range", "first_angle", "angle_between"]
    default: ["scale", "offset"]
    }
  }

  /// Every key that some sensor takes, each once.
  static let allKeys = allCases.flatMap(\.keys).reduce(into: ["sense", "of"]) { known, key in
    if !known.contains(key) { known.append(key) }
  }

  /// Bounds that the card gives; those of Gymnasium's BipedalWalker-v3 where it has such a number.
  var bounds: (low: Float, high: Float) {
    switch self {
    case .angle, .jointAngle: (-.pi, .pi)
    case .angularVelocity, .velocityX, .velocityY, .jointSpeed: (-5, 5)
    case .distance: (0, .infinity)
    case .positionX, .positionY, .height, .distanceX, .distanceY, .jointTranslation, .jointLength:
      (-.infinity, .infinity)
    case .contact: (0, 5)
    case .lidar: (-1, 1)
    }
  }

  var unit: String {
    switch self {
    case .angle, .jointAngle: "rad"
    case .angularVelocity, .jointSpeed: "rad/s"
    case .velocityX, .velocityY: "m/s"
    case .positionX, .positionY, .height, .distance, .distanceX, .distanceY, .jointTranslation,
      .jointLength:
      "m"
    case .contact, .lidar: ""
    }
  }
}

/// How long a contact sensor stays on.
private enum ContactEnd: String, CaseIterable {
  /// Until one of the body's contacts ends, although another may last.
  case first
  /// Until the last of the body's contacts ends.
  case last
}

extension WalkerReader {
  /// The observation in the file's order, and what a world has to measure for it.
  func sensors(
    _ value: SpecValue, joints: [WalkerSpec.Joint], probes: inout [WalkerSpec.Probe]
  ) throws(WalkerSpecError) -> [WalkerSpec.Sensor] {
    var sensors: [WalkerSpec.Sensor] = []
    var rayCount = 0
    for entry in try value.list(of: "sensors", count: 1...200) {
      let named = try entry.fields(Sense.allKeys).required("sense")
      let sense: Sense = try named.choice("a kind of sensor", foreign: .senses)
      let fields = try entry.fields(["sense", "of"] + sense.keys)
      let subject = try fields.required("of")
      guard sense == .lidar else {
        sensors.append(try sensor(sense, of: subject, fields, in: entry, joints, &probes))
        continue
      }
      for ray in try lidar(of: subject, fields) {
        let channel = WalkerSpec.Channel(
          source: readings.probe(probes.count), scale: 1, offset: 0)
        probes.append(ray)
        sensors.append(
          WalkerSpec.Sensor("\(try subject.text()) lidar \(rayCount)", sense, sense.unit, channel))
        rayCount += 1
      }
    }
    return sensors
  }

  private func sensor(
    _ sense: Sense, of subject: SpecValue, _ fields: SpecFields, in entry: SpecValue,
    _ joints: [WalkerSpec.Joint], _ probes: inout [WalkerSpec.Probe]
  ) throws(WalkerSpecError) -> WalkerSpec.Sensor {
    var name = "\(try subject.text()) \(sense.words)"
    var unit = sense.unit
    let source: Int
    switch sense {
    case .angle: source = readings.body(try body(subject), .angle)
    case .angularVelocity: source = readings.body(try body(subject), .angularVelocity)
    case .velocityX: source = readings.body(try body(subject), .velocityX)
    case .velocityY: source = readings.body(try body(subject), .velocityY)
    case .positionX: source = readings.body(try body(subject), .x)
    case .positionY: source = readings.body(try body(subject), .y)
    case .height: source = reading(.height(body: try body(subject)), &probes)
    case .distance, .distanceX, .distanceY:
      let other = try destination(fields.optional("to"), in: entry)
      name += " to \(other.map { bodyNames[$0] } ?? "target")"
      source = reading(
        .distance(sense.direction, body: try body(subject), to: other), &probes)
    case .jointAngle, .jointSpeed, .jointTranslation, .jointLength:
      let joint = try joint(subject)
      let kind = joints[joint].kind
      guard let channel = sense.channel(of: kind) else {
        throw subject.unexpected(
          "'\(joints[joint].name)', which is of type '\(kind.rawValue)'; "
            + "use '\(Sense.place(of: kind).rawValue)'",
          expected: "a joint that has a '\(sense.rawValue)'")
      }
      if sense == .jointSpeed, kind == .prismatic || kind == .distance { unit = "m/s" }
      source = readings.joint(joint, channel)
    case .contact, .lidar:
      let end: ContactEnd =
        try fields.optional("until")?.choice("the end of a contact that counts") ?? .last
      source = readings.body(try body(subject), end == .first ? .lastContactEvent : .contact)
    }
    return WalkerSpec.Sensor(
      name, sense, unit,
      WalkerSpec.Channel(
        source: source,
        scale: Float(try fields.number("scale", in: -1e6...1e6, default: 1)),
        offset: Float(try fields.number("offset", in: -1e6...1e6, default: 0))))
  }

  /// Rays fan out from a body's origin; angles count from straight down toward the front.
  private func lidar(
    of subject: SpecValue, _ fields: SpecFields
  ) throws(WalkerSpecError) -> [WalkerSpec.Probe] {
    let body = try body(subject)
    let range = try length(try fields.required("range"), in: 0.01...1000)
    let first = try fields.number("first_angle", in: -7...7, default: 0)
    let between = try fields.required("angle_between").number(in: -7...7)
    return (0..<(try fields.required("rays").integer(in: 1...100))).map { index in
      let angle = first + between * Double(index)
      return .ray(body: body, offset: SIMD2(sin(angle), -cos(angle)) * range)
    }
  }
}

extension Sense {
  /// As the card has it.
  fileprivate var words: String {
    rawValue.replacing("joint_", with: "").replacing("_", with: " ")
  }

  fileprivate var direction: WalkerSpec.Probe.Direction {
    switch self {
    case .distanceX: .alongX
    case .distanceY: .alongY
    default: .straight
    }
  }

  /// What it reads of a joint; nil for a joint that does not have it.
  fileprivate func channel(of kind: WalkerSpec.Joint.Kind) -> JointChannel? {
    switch (self, kind) {
    case (.jointSpeed, _): .speed
    case (.jointAngle, .revolute), (.jointAngle, .wheel): .angle
    case (.jointTranslation, .prismatic), (.jointTranslation, .wheel): .translation
    case (.jointLength, .distance): .translation
    default: nil
    }
  }

  /// The nearest thing that a joint has.
  fileprivate static func place(of kind: WalkerSpec.Joint.Kind) -> Sense {
    switch kind {
    case .revolute, .wheel: .jointAngle
    case .prismatic: .jointTranslation
    case .distance: .jointLength
    }
  }
}

extension WalkerSpec.Sensor {
  fileprivate init(
    _ name: String, _ sense: Sense, _ unit: String, _ channel: WalkerSpec.Channel
  ) {
    let isRaw = channel.scale == 1 && channel.offset == 0
    component = Component(name, sense.bounds.low, sense.bounds.high, unit: isRaw ? unit : "")
    self.channel = channel
  }
}
