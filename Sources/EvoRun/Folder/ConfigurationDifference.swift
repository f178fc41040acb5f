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
