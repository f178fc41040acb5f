import Foundation
import Yams

/// One value of a walker's YAML file together with its place, so that every error can name it.
struct SpecValue {
  let node: Node
  let file: String
  let key: String
  let line: Int?

  /// The whole file.
  static func load(path: String) throws(WalkerSpecError) -> SpecValue {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw WalkerSpecError(
        file: path,
        problem: .unreadable(reason: exists ? "it is not UTF-8 text" : "there is no such file"))
    }
    return try parse(text, file: path)
  }

  static func parse(_ text: String, file: String) throws(WalkerSpecError) -> SpecValue {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw WalkerSpecError(file: file, problem: .notYAML(reason: reason(error)))
    } catch {
      throw WalkerSpecError(file: file, problem: .notYAML(reason: "\(error)"))
    }
    guard let root else {
      throw WalkerSpecError(
        file: file, problem: .unexpected(found: "an empty file", expected: "a walker"))
    }
    return SpecValue(node: root, file: file, key: "", line: root.mark?.line)
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
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "'\(scalar.string.prefix(40))'"
    case .mapping(let mapping): mapping.isEmpty ? "an empty mapping" : "a mapping"
    case .sequence(let sequence): "a list of \(sequence.count)"
    case .alias: "an alias"
    }
  }

  private static func reason(_ error: YamlError) -> String {
    "\(error)".split(separator: "\n").prefix(2).joined(separator: ", ")
  }
}

// MARK: - Scalars

extension SpecValue {
  func number(in range: ClosedRange<Double>) throws(WalkerSpecError) -> Double {
    guard case .scalar(let scalar) = node, scalar.style == .plain,
      let value = Double(scalar.string), range.contains(value)
    else { throw mismatch(expected: "a number from \(range.brief)") }
    return value
  }

  func integer(in range: ClosedRange<Int>) throws(WalkerSpecError) -> Int {
    guard case .scalar(let scalar) = node, scalar.style == .plain,
      let value = Int(scalar.string), range.contains(value)
    else {
      throw mismatch(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  func text() throws(WalkerSpecError) -> String {
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
      throw mismatch(expected: "text")
    }
    return scalar.string
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
    _ what: String
  ) throws(WalkerSpecError) -> Choice {
    let name = try text()
    guard let choice = Choice(rawValue: name) else {
      throw error(.unknownName(name, what: what, known: Choice.allCases.map(\.rawValue)))
    }
    return choice
  }
}

// MARK: - Lists

extension SpecValue {
  func list(of expected: String, count: ClosedRange<Int>) throws(WalkerSpecError) -> [SpecValue] {
    guard case .sequence(let sequence) = node, count.contains(sequence.count) else {
      let amount =
        count.lowerBound == count.upperBound
        ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
      throw mismatch(expected: "a list of \(amount) \(expected)")
    }
    return sequence.enumerated().map {
      SpecValue(
        node: $0.element, file: file, key: "\(key)[\($0.offset)]",
        line: $0.element.mark?.line ?? line)
    }
  }

  func vector(in range: ClosedRange<Double>) throws(WalkerSpecError) -> SIMD2<Double> {
    let parts = try list(of: "numbers (x, y)", count: 2...2)
    return SIMD2(try parts[0].number(in: range), try parts[1].number(in: range))
  }

  /// `[low, high]`, or one number for both.
  func span(in range: ClosedRange<Double>) throws(WalkerSpecError) -> ClosedRange<Double> {
    guard case .sequence = node else {
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
    guard case .sequence = node else {
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
