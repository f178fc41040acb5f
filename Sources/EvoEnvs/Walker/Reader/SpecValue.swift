import EvoWords
import EvoYAML

/// One value of a walker's YAML file together with its place, so that every error can name it.
struct SpecValue {
  let node: YAMLNode
  let file: String
  let key: String
  let line: Int?

  /// The whole file.
  static func parse(
    _ bytes: some Collection<UInt8>, file: String
  ) throws(WalkerSpecError) -> SpecValue {
    let root: YAMLNode?
    do {
      root = try YAMLNode(yaml: bytes, of: "walker") { .file(file, line: $0) }
    } catch {
      throw WalkerSpecError(file, error)
    }
    guard let root else {
      throw WalkerSpecError(
        file: file, problem: .unexpected(found: "an empty file", expected: "a walker"))
    }
    return SpecValue(node: root, file: file, key: "", line: root.place.line)
  }

  func error(_ problem: WalkerSpecError.Problem) -> WalkerSpecError {
    WalkerSpecError(file: file, line: line, key: key, problem: problem)
  }

  func unexpected(_ found: String, expected: String) -> WalkerSpecError {
    error(.unexpected(found: found, expected: expected))
  }

  func mismatch(expected: String) -> WalkerSpecError {
    unexpected(found, expected: expected)
  }

  /// A few words for the value itself.
  private var found: String {
    switch node.content {
    case .scalar(let text, _): text.isEmpty ? node.nothing : "'\(abridged(text))'"
    case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
    case .sequence(let elements): "a list of \(elements.count)"
    }
  }
}

// MARK: - Scalars

extension SpecValue {
  func number(in range: ClosedRange<Double>) throws(WalkerSpecError) -> Double {
    guard case .scalar(let text, isQuoted: false) = node.content,
      let value = Double(text), range.contains(value)
    else { throw mismatch(expected: "a number from \(range.brief)") }
    return value
  }

  func integer(in range: ClosedRange<Int>) throws(WalkerSpecError) -> Int {
    guard case .scalar(let text, isQuoted: false) = node.content,
      let value = Int(text), range.contains(value)
    else {
      throw mismatch(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func text() throws(WalkerSpecError) -> String {
    guard case .scalar(let text, _) = node.content, !text.isEmpty else {
      throw mismatch(expected: "text")
    }
    return text
  }

  /// The position of the named thing in `known`; `what` says what it is, such as "the name of a
  /// body".
  func index(of what: String, among known: [String]) throws(WalkerSpecError) -> Int {
    let name = try text()
    guard let index = known.firstIndex(of: name) else {
      throw error(.unknownName(name, what: what, known: known))
    }
    return index
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ what: String, foreign: ForeignWords = [:]
  ) throws(WalkerSpecError) -> Choice {
    let name = try text()
    guard let choice = Choice(rawValue: name) else {
      if let instead = foreign.answer(to: name) {
        throw error(.unsupported(name, instead: instead))
      }
      throw error(.unknownName(name, what: what, known: Choice.allCases.map(\.rawValue)))
    }
    return choice
  }
}

// MARK: - Lists

extension SpecValue {
  func list(of expected: String, count: ClosedRange<Int>) throws(WalkerSpecError) -> [SpecValue] {
    guard case .sequence(let elements) = node.content, count.contains(elements.count) else {
      let amount =
        count.lowerBound == count.upperBound
        ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      throw mismatch(expected: "a list of \(amount) \(expected)")
    }
    return elements.enumerated().map {
      SpecValue(
        node: $0.element, file: file, key: "\(key)[\($0.offset)]", line: $0.element.place.line)
    }
  }

  func vector(in range: ClosedRange<Double>) throws(WalkerSpecError) -> SIMD2<Double> {
    let parts = try list(of: "numbers (x, y)", count: 2...2)
    return SIMD2(try parts[0].number(in: range), try parts[1].number(in: range))
  }

  /// `[low, high]`, or one number for both.
  func span(in range: ClosedRange<Double>) throws(WalkerSpecError) -> ClosedRange<Double> {
    guard case .sequence = node.content else {
      let value = try number(in: range)
      return value...value
    }
    let parts = try list(of: "numbers (low, high)", count: 2...2)
    let (low, high) = (try parts[0].number(in: range), try parts[1].number(in: range))
    guard low <= high else {
      throw unexpected("\(low.brief) before \(high.brief)", expected: "the low number first")
    }
    return low...high
  }

  /// `[low, high]` of whole numbers, or one for both.
  func integerSpan(in range: ClosedRange<Int>) throws(WalkerSpecError) -> ClosedRange<Int> {
    guard case .sequence = node.content else {
      let value = try integer(in: range)
      return value...value
    }
    let parts = try list(of: "whole numbers (low, high)", count: 2...2)
    let (low, high) = (try parts[0].integer(in: range), try parts[1].integer(in: range))
    guard low <= high else {
      throw unexpected("\(low) before \(high)", expected: "the low number first")
    }
    return low...high
  }
}

extension ClosedRange<Double> {
  fileprivate var brief: String { "\(lowerBound.brief) to \(upperBound.brief)" }
}

extension Double {
  /// The number without a fraction of zero: 3 rather than 3.0.
  var brief: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}
