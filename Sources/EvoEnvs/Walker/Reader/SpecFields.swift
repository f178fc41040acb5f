import EvoYAML

/// One mapping of a walker's YAML file whose keys are all known.
struct SpecFields {
  fileprivate let whole: SpecValue
  fileprivate let values: [(key: String, value: SpecValue)]

  var keys: [String] { values.map(\.key) }
}

extension SpecFields {
  func optional(_ key: String) -> SpecValue? {
    values.first { $0.key == key }?.value
  }

  func required(_ key: String) throws(WalkerSpecError) -> SpecValue {
    guard let value = optional(key) else { throw whole.error(.missingKey(key, found: keys)) }
    return value
  }

  func number(
    _ key: String, in range: ClosedRange<Double>, default fallback: Double
  ) throws(WalkerSpecError) -> Double {
    try optional(key)?.number(in: range) ?? fallback
  }

  /// The one key of `alternatives` that is there.
  func exactlyOne(of alternatives: [String]) throws(WalkerSpecError) -> SpecValue {
    let present = values.filter { alternatives.contains($0.key) }
    guard let only = present.first, present.count == 1 else {
      let expected = "exactly one of " + alternatives.map { "'\($0)'" }.joined(separator: ", ")
      throw whole.unexpected(present.isEmpty ? "none" : "\(present.count)", expected: expected)
    }
    return only.value
  }
}

extension SpecValue {
  /// The values of a mapping that may hold the given keys and no other; `foreign` has an answer to
  /// those that other programs know.
  func fields(
    _ known: [String], foreign: ForeignWords = [:]
  ) throws(WalkerSpecError) -> SpecFields {
    let entries = try entries()
    for entry in entries where !known.contains(entry.key) {
      if let instead = foreign.answer(to: entry.key) {
        throw WalkerSpecError(
          file: file, line: entry.value.line, key: key,
          problem: .unsupported(entry.key, instead: instead))
      }
      throw WalkerSpecError(
        file: file, line: entry.value.line, key: key,
        problem: .unknownKey(entry.key, known: known))
    }
    return SpecFields(whole: self, values: entries)
  }

  /// The values of a mapping whose keys are names that the file makes up, in the file's order.
  func entries() throws(WalkerSpecError) -> [(key: String, value: SpecValue)] {
    guard case .mapping(let mapping) = node.content else {
      throw mismatch(expected: "a mapping of keys")
    }
    return mapping.map { entry in
      let name = entry.key ?? ""
      let path = key.isEmpty ? name : "\(key).\(name)"
      return (name, SpecValue(node: entry.value, file: file, key: path, line: entry.place.line))
    }
  }
}
