extension TrainingConfiguration {
  /// The keys that apply with their values as in YAML, in the order of the file: `strategy.sigma`, `0.05`.
  package var settings: [(key: String, value: String)] {
    var list = SettingsList()
    var copy = self
    copy.describe(to: &list)
    return list.settings
  }
}

/// Lists the values of a section and of the sections inside it.
private struct SettingsList: FieldVisitor {
  typealias Failure = Never
  static var passesOverForeign: Bool { true }

  private(set) var settings: [(key: String, value: String)] = []
  private var path: [String] = []

  mutating func visit<Value>(_ field: Field<Value>, _ value: inout Value) {
    if field.applies { add(field.key, field.kind.write(value)) }
  }

  mutating func visit<Section: ConfigurationSection>(
    section key: String, _ section: inout Section, only ownership: Ownership?, _ summary: String
  ) {
    guard ownership?.holds ?? true else { return }
    if section.fitsShortForm, let value = ShortForm(of: section) {
      add(key, value.text)
    } else {
      path.append(key)
      section.describe(to: &self)
      path.removeLast()
    }
  }

  private mutating func add(_ key: String, _ value: String) {
    settings.append(((path + [key]).joined(separator: "."), value))
  }
}
