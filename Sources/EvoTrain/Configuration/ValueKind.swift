import EvoCore
import EvoWords
import EvoYAML

/// How the value of a key is read, written and described.
package struct ValueKind<Value: Sendable>: Sendable {
  /// What is expected, as it continues "expected …".
  package var expected: String
  /// The names to choose from, when there is a choice.
  package var names: [String] = []
  /// The value that a node means, or nil when it means none of this kind.
  package var read: @Sendable (YAMLNode) -> Value?
  /// Which part of a node makes it none of this kind, where that can be told.
  package var culprit: @Sendable (YAMLNode) -> Culprit?
  /// The value as YAML on one line.
  package var write: @Sendable (Value) -> String

  package init(
    expected: String, names: [String] = [], read: @escaping @Sendable (YAMLNode) -> Value?,
    culprit: @escaping @Sendable (YAMLNode) -> Culprit? = { _ in nil },
    write: @escaping @Sendable (Value) -> String
  ) {
    self.expected = expected
    self.names = names
    self.read = read
    self.culprit = culprit
    self.write = write
  }
}

/// A part of a value that is not what it has to be.
package struct Culprit {
  /// Where it is in the value, as it continues the key: `.city`, `[0].kernel`.
  package var path: String
  package var node: YAMLNode
  package var expected: String
}

extension ValueKind {
  /// A value, or null for none.
  static func optional<Wrapped>(
    _ kind: ValueKind<Wrapped>
  ) -> ValueKind<Wrapped?> where Value == Wrapped? {
    ValueKind(
      expected: kind.expected + ", or null", names: kind.names,
      read: { node in
        // Spelled out: `nil` alone would mean that the node is of the wrong kind.
        if node.isNull { return node.isLeftOut ? nil : .some(.none) }
        return kind.read(node).map { .some($0) }
      },
      write: { $0.map(kind.write) ?? "null" })
  }

  /// A list whose number of elements lies in `count`; a value on its own is a list of one.
  static func list<Element>(
    of kind: ValueKind<Element>, count: ClosedRange<Int>
  ) -> ValueKind<[Element]> where Value == [Element] {
    ValueKind(
      expected: "a list of \(count.lowerBound) to \(count.upperBound) values, each "
        + kind.expected,
      read: { node in
        let nodes: [YAMLNode]
        switch node.content {
        case .sequence(let elements): nodes = elements
        case .scalar where !node.isNull: nodes = [node]
        case .scalar, .mapping: return nil
        }
        guard count.contains(nodes.count) else { return nil }
        let elements = nodes.compactMap(kind.read)
        return elements.count == nodes.count ? elements : nil
      },
      write: { "[" + $0.map(kind.write).joined(separator: ", ") + "]" })
  }
}

extension ValueKind where Value: RawRepresentable<String> & CaseIterable {
  /// One of the names of an enumeration, or of a catalogue.
  package static var name: ValueKind {
    let kind = ValueKind<String>.names(Value.allCases.map(\.rawValue))
    return ValueKind(
      expected: kind.expected, names: kind.names,
      read: { kind.read($0).flatMap { Value(rawValue: $0) } }, write: { $0.rawValue })
  }
}

extension ValueKind<String> {
  /// One of the names.
  static func names(_ names: [String]) -> ValueKind {
    ValueKind(
      expected: "one of " + names.joined(separator: ", "), names: names,
      read: { node in node.text.flatMap { names.contains($0) ? $0 : nil } }, write: { $0 })
  }
}

extension ValueKind where Value: FixedWidthInteger & Sendable {
  /// A whole number: decimal digits, with underscores between them where they help.
  package static func integer(_ range: ClosedRange<Value>) -> ValueKind {
    ValueKind(
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      read: { node in
        guard let digits = node.number(where: { $0.isWholeNumber }), let value = Value(digits)
        else { return nil }
        return range.contains(value) ? value : nil
      },
      write: { "\($0)" })
  }
}

extension ValueKind<Double> {
  /// A finite number.
  package static func number(_ range: ClosedRange<Double>) -> ValueKind {
    ValueKind(
      expected: "a number from \(short(range.lowerBound)) to \(short(range.upperBound))",
      read: { node in
        guard let digits = node.number(where: { $0.isWholeNumber || ".eE+-".contains($0) }),
          let value = Double(digits)
        else { return nil }
        return range.contains(value) ? value : nil
      },
      // Swift prints the shortest digits that read back as the same number.
      write: { "\($0)" })
  }

  private static func short(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension ValueKind<[ConstantRange]> {
  /// Names with the two ends of a range each.
  static var ranges: ValueKind {
    let end = ValueKind<Double>.number(-1e6...1e6)
    return ValueKind(
      expected: "names with two numbers each, such as {gravity: [8, 12]}",
      read: { node in
        guard !node.isNull, let entries = node.entries else { return nil }
        let ranges = entries.compactMap { entry -> ConstantRange? in
          guard let name = entry.key, !name.isEmpty,
            name.allSatisfy({ $0 == "_" || $0.isASCIILetterOrDigit }),
            case .sequence(let nodes) = entry.value.content
          else { return nil }
          let ends = nodes.compactMap(end.read).map { Float($0) }
          guard nodes.count == 2, ends.count == 2, ends[0] <= ends[1] else { return nil }
          return ConstantRange(name, low: ends[0], high: ends[1])
        }
        return ranges.count == entries.count ? ranges : nil
      },
      write: { ranges in
        "{" + ranges.map { "\($0.name): [\($0.low), \($0.high)]" }.joined(separator: ", ") + "}"
      })
  }
}

extension ValueKind<Bool> {
  static var flag: ValueKind {
    ValueKind(
      expected: "true or false",
      read: { node in
        guard case .scalar(let text, isQuoted: false) = node.content else { return nil }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: return nil
        }
      },
      write: { "\($0)" })
  }
}

extension ValueKind<String> {
  /// Free text on one line, such as a name or a path.
  static func text(_ expected: String) -> ValueKind {
    ValueKind(
      expected: expected,
      read: { node in
        guard let text = node.text, (1...4096).contains(text.utf8.count) else { return nil }
        return text.unicodeScalars.allSatisfy(\.isPrintable) ? text : nil
      },
      write: { quoted($0) })
  }

  /// The text as a YAML scalar: plain where nothing in it can be mistaken, else single-quoted.
  static func quoted(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { byte in
        Character(Unicode.Scalar(byte)).isASCIILetterOrDigit || "_-./".utf8.contains(byte)
      } && text.first?.isLetter == true && text.lowercased() != "null"
    return isPlain ? text : "'" + text.replacing("'", with: "''") + "'"
  }
}

extension Character {
  fileprivate var isASCIILetterOrDigit: Bool { isASCII && (isLetter || isNumber) }
}

extension YAMLNode {
  /// The text of a scalar that is not nothing.
  fileprivate var text: String? {
    guard !isNull, case .scalar(let text, _) = content else { return nil }
    return text
  }

  /// The digits of an unquoted number without YAML's underscores, when a sign, a digit and then
  /// only allowed characters follow; nil for `inf`, `nan`, hexadecimal and everything else.
  fileprivate func number(where isAllowed: (Character) -> Bool) -> String? {
    guard case .scalar(let text, isQuoted: false) = content, text.utf8.count <= 64 else {
      return nil
    }
    let unsigned = text.first.map { "+-".contains($0) } == true ? text.dropFirst() : text[...]
    guard let first = unsigned.first, first.isASCII, first != "_", unsigned.last != "_",
      unsigned.allSatisfy({ $0.isASCII && ($0 == "_" || isAllowed($0)) })
    else { return nil }
    return text.filter { $0 != "_" }
  }
}
