import EvoTrain

/// The first key in which two configurations differ, with what each of them says, as in YAML.
struct ConfigurationDifference: Equatable {
  let key: String
  let first: String
  let second: String

  /// nil when they are equal.
  init?(_ first: TrainingConfiguration, _ second: TrainingConfiguration) {
    let values = (first: first.settings, second: second.settings)
    let others = Dictionary(values.second.map { ($0.key, $0.value) }) { one, _ in one }
    let ours = Dictionary(values.first.map { ($0.key, $0.value) }) { one, _ in one }
    let keys = values.first.map(\.key) + values.second.map(\.key)
    guard let key = keys.first(where: { ours[$0] != others[$0] }) else { return nil }
    self.key = key
    self.first = ours[key] ?? "not there"
    self.second = others[key] ?? "not there"
  }
}

extension TrainingConfiguration {
  /// The keys with their values as in YAML, in the order of the file: `strategy.sigma`, `0.05`.
  package var settings: [(key: String, value: String)] {
    // A section has its own indentation.
    var path: [Substring] = []
    return yaml.split(separator: "\n").compactMap { line in
      let text = line.drop { $0 == " " }
      let depth = (line.count - text.count) / 2
      let parts = text.split(separator: ":", maxSplits: 1)
      path = Array(path.prefix(depth)) + parts.prefix(1)
      guard parts.count == 2 else { return nil }
      let value = parts[1].drop { $0 == " " }
      return value.isEmpty ? nil : (path.joined(separator: "."), String(value))
    }
  }
}
