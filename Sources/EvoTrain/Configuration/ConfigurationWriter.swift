/// Writes a section as YAML with every key that applies, in the order of its description.
struct ConfigurationWriter: FieldVisitor {
  typealias Failure = Never
  static var passesOverForeign: Bool { true }

  private(set) var yaml = ""
  private var depth = 0

  mutating func visit<Value>(_ field: Field<Value>, _ value: inout Value) {
    if field.applies { line(field.key, field.kind.write(value)) }
  }

  mutating func visit<Section: ConfigurationSection>(
    section key: String, _ section: inout Section, only ownership: Ownership?, _ summary: String
  ) {
    guard ownership?.holds ?? true else { return }
    if section.fitsShortForm, let value = ShortForm(of: section) {
      line(key, value.text)
    } else {
      line(key, "")
      depth += 1
      section.describe(to: &self)
      depth -= 1
    }
  }

  private mutating func line(_ key: String, _ value: String) {
    let indentation = String(repeating: "  ", count: depth)
    yaml += value.isEmpty ? "\(indentation)\(key):\n" : "\(indentation)\(key): \(value)\n"
  }
}
