import EvoCore
import Glibc

/// A sensor by the name that it has in a file.
private enum Sense: String, CaseIterable {
  case angle
  case angularVelocity = "angular_velocity"
  case velocityX = "velocity_x"
  case velocityY = "velocity_y"
  case jointAngle = "joint_angle"
  case jointSpeed = "joint_speed"
  case contact
  case lidar

  /// The keys that it takes besides `sense` and `of`.
  var keys: [String] {
    switch self {
    case .contact: ["until"]
    case .lidar: ["rays", "range", "first_angle", "angle_between"]
    default: ["scale", "offset"]
    }
  }

  /// Every key that some sensor takes, each once.
  static let allKeys = allCases.flatMap(\.keys).reduce(into: ["sense", "of"]) { known, key in
    if !known.contains(key) { known.append(key) }
  }

  /// Bounds that the card gives; those of Gymnasium's BipedalWalker-v3.
  var bounds: (low: Float, high: Float) {
    switch self {
    case .angle, .jointAngle: (-.pi, .pi)
    case .angularVelocity, .velocityX, .velocityY, .jointSpeed: (-5, 5)
    case .contact: (0, 5)
    case .lidar: (-1, 1)
    }
  }

  var unit: String {
    switch self {
    case .angle, .jointAngle: "rad"
    case .angularVelocity, .jointSpeed: "rad/s"
    case .velocityX, .velocityY: "m/s"
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
  /// The observation in the file's order, and the rays that its lidars cast.
  func sensors(
    _ value: SpecValue
  ) throws(WalkerSpecError) -> ([WalkerSpec.Sensor], [WalkerSpec.Ray]) {
    var sensors: [WalkerSpec.Sensor] = []
    var rays: [WalkerSpec.Ray] = []
    for entry in try value.list(of: "sensors", count: 1...200) {
      let named = try entry.fields(Sense.allKeys).required("sense")
      let sense: Sense = try named.choice("a kind of sensor")
      let fields = try entry.fields(["sense", "of"] + sense.keys)
      let subject = try fields.required("of")
      guard sense == .lidar else {
        sensors.append(try sensor(sense, of: subject, fields))
        continue
      }
      for ray in try lidar(of: subject, fields) {
        sensors.append(
          WalkerSpec.Sensor(
            sense, of: try subject.text(), numbered: rays.count,
            WalkerSpec.Channel(source: readings.ray(rays.count), scale: 1, offset: 0)))
        rays.append(ray)
      }
    }
    return (sensors, rays)
  }

  private func sensor(
    _ sense: Sense, of subject: SpecValue, _ fields: SpecFields
  ) throws(WalkerSpecError) -> WalkerSpec.Sensor {
    let source: Int
    switch sense {
    case .angle: source = readings.body(try body(subject), .angle)
    case .angularVelocity: source = readings.body(try body(subject), .angularVelocity)
    case .velocityX: source = readings.body(try body(subject), .velocityX)
    case .velocityY: source = readings.body(try body(subject), .velocityY)
    case .jointAngle: source = readings.joint(try joint(subject), .angle)
    case .jointSpeed: source = readings.joint(try joint(subject), .speed)
    case .contact, .lidar:
      let end: ContactEnd =
        try fields.optional("until")?.choice("the end of a contact that counts") ?? .last
      source = readings.body(try body(subject), end == .first ? .lastContactEvent : .contact)
    }
    return WalkerSpec.Sensor(
      sense, of: try subject.text(),
      WalkerSpec.Channel(
        source: source,
        scale: Float(try fields.number("scale", in: -1e6...1e6, default: 1)),
        offset: Float(try fields.number("offset", in: -1e6...1e6, default: 0))))
  }

  /// Rays fan out from a body's origin; angles count from straight down toward the front.
  private func lidar(
    of subject: SpecValue, _ fields: SpecFields
  ) throws(WalkerSpecError) -> [WalkerSpec.Ray] {
    let body = try body(subject)
    let range = try length(try fields.required("range"), in: 0.01...1000)
    let first = try fields.number("first_angle", in: -7...7, default: 0)
    let between = try fields.required("angle_between").number(in: -7...7)
    return (0..<(try fields.required("rays").integer(in: 1...100))).map { index in
      let angle = first + between * Double(index)
      return WalkerSpec.Ray(body: body, offset: SIMD2(sin(angle), -cos(angle)) * range)
    }
  }
}

extension WalkerSpec.Sensor {
  fileprivate init(
    _ sense: Sense, of subject: String, numbered number: Int? = nil, _ channel: WalkerSpec.Channel
  ) {
    let word = sense.rawValue.replacing("joint_", with: "").replacing("_", with: " ")
    let isRaw = channel.scale == 1 && channel.offset == 0
    component = Component(
      "\(subject) \(word)" + (number.map { " \($0)" } ?? ""), sense.bounds.low, sense.bounds.high,
      unit: isRaw ? sense.unit : "")
    self.channel = channel
  }
}
