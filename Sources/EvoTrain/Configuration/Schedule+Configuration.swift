import EvoCore

/// A schedule in a configuration; a bare number is a constant.
extension Schedule: ConfigurationSection {
  private enum Course: String, CaseIterable {
    case constant, linear, exponential
  }

  static var shortForm: String? { "start" }

  var fitsShortForm: Bool {
    if case .constant = self { true } else { false }
  }

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    var (course, ramp) = parts
    try visitor.field("schedule", &course, .name, "course from start to end")
    // Above zero, so that an exponential course exists, and within what a Float can hold.
    let range = ValueKind.number(1e-9...1000)
    try visitor.field("start", &ramp.start, range, "value in the first generation")
    let courses = Ownership([Course.linear, .exponential], of: "schedule", course)
    try visitor.field(
      "end", &ramp.end, range, only: courses, isRequired: true, "value at the end of the course")
    try visitor.field(
      "generations", &ramp.generations, .integer(1...1_000_000_000), only: courses,
      isRequired: true, "generations from start to end; the value stays at end afterwards")
    self =
      switch course {
      case .constant: .constant(ramp.start)
      case .linear: .linear(ramp)
      case .exponential: .exponential(ramp)
      }
  }

  private var parts: (Course, Ramp) {
    switch self {
    case .constant(let value): (.constant, Ramp(start: value, end: value, generations: 1))
    case .linear(let ramp): (.linear, ramp)
    case .exponential(let ramp): (.exponential, ramp)
    }
  }
}
