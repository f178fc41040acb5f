/// A number that may change over the generations; a bare number is a constant.
public enum ScheduleConfiguration: Equatable, Sendable {
  case constant(Double)
  /// The value changes by the same amount in each generation.
  case linear(Ramp)
  /// The value changes by the same factor in each generation.
  case exponential(Ramp)

  /// A way from one value, in generation 0, to another.
  public struct Ramp: Equatable, Sendable {
    public var start: Double
    public var end: Double
    /// The generation that has the value `end`, as all later ones do.
    public var generations: Int

    public init(start: Double, end: Double, generations: Int) {
      self.start = start
      self.end = end
      self.generations = generations
    }
  }
}

extension ScheduleConfiguration: ConfigurationSection {
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
