/// The key of a section that a bare value stands for, looked up in the section's description.
struct ShortForm: FieldVisitor {
  typealias Failure = Never

  private let key: String
  /// The present value as YAML.
  private(set) var text = ""
  /// What the key expects.
  private(set) var expected = ""

  /// Nil when the section has no short form.
  init?<Section: ConfigurationSection>(of section: Section) {
    guard let key = Section.shortForm else { return nil }
    self.key = key
    var section = section
    section.describe(to: &self)
  }

  mutating func visit<Value>(_ field: Field<Value>, _ value: inout Value) {
    guard field.key == key else { return }
    text = field.kind.write(value)
    expected = field.kind.expected
  }

  // A bare value stands for a value, never for a section.
  mutating func visit<Section: ConfigurationSection>(
    section key: String, _ section: inout Section, only ownership: Ownership?, _ summary: String
  ) {}
}
