/// A number that may change over the generations; a bare number is a constant.
public struct ScheduleConfiguration: Equatable, Sendable {
  public enum Course: String, CaseIterable, Sendable {
    case constant, linear, exponential
  }

  public var course = Course.constant
  /// The value in generation 0.
  public var start: Double
  /// The value from generation `generations` on; no meaning when constant.
  public var end: Double
  /// How many generations the way from start to end takes; no meaning when constant.
  public var generations = 1

  public init(constant value: Double) {
    start = value
    end = value
  }

  public init(_ course: Course, from start: Double, to end: Double, over generations: Int) {
    self.course = course
    self.start = start
    self.end = end
    self.generations = generations
  }
}

extension ScheduleConfiguration: ConfigurationSection {
  static var shortForm: String? { "start" }
  var fitsShortForm: Bool { course == .constant }

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field("schedule", &course, .name, "course from start to end")
    // Above zero, so that an exponential course exists, and within what a Float can hold.
    let range = ValueKind.number(1e-9...1000)
    try visitor.field("start", &start, range, "value in the first generation")
    let courses = Ownership([Course.linear, .exponential], of: "schedule", course)
    try visitor.field(
      "end", &end, range, only: courses, isRequired: true, "value at the end of the course")
    try visitor.field(
      "generations", &generations, .integer(1...1_000_000_000), only: courses, isRequired: true,
      "generations from start to end; the value stays at end afterwards")
  }
}
