/// A command line with places for numbers: `{x0}`, `{x1}`, ... or `{NAME}` for one each, `{x}` for all
/// of them with spaces between. Other braces are left to the shell.
public struct CommandTemplate: Sendable, Equatable {
  private enum Piece: Sendable, Equatable {
    case text(String)
    case all
    case component(Int)
  }

  private let pieces: [Piece]
  public let dimension: Int

  /// - Parameters:
  ///   - dimension: how many numbers there are; nil for as many as the command names.
  ///   - names: of the numbers, none or one each.
  public init(
    _ text: String, dimension: Int?, names: [String] = []
  ) throws(CommandError) {
    let dimension = names.isEmpty ? dimension : names.count
    let pieces = Self.pieces(of: text, names)
    let named = pieces.compactMap { if case .component(let index) = $0 { index } else { nil } }
    let hasAll = pieces.contains(.all)
    guard hasAll || !named.isEmpty else { throw .noPlaceholder(dimension: dimension) }
    if hasAll, dimension == nil { throw .noDimension }
    let count = dimension ?? (named.max() ?? 0) + 1
    if let index = named.first(where: { $0 >= count }) {
      throw .placeholderOutOfRange(index: index, dimension: count)
    }
    if !hasAll, let index = (0..<count).first(where: { !named.contains($0) }) {
      throw names.isEmpty
        ? .missingPlaceholder(index: index, dimension: count) : .missingName(names[index])
    }
    self.pieces = pieces
    self.dimension = count
  }

  /// A command with a place for each of some values, which are shown by name.
  ///
  /// - Parameter names: identifiers.
  public init(_ text: String, names: [String]) throws(CommandError) {
    pieces = Self.pieces(of: text, names, isNamed: true)
    dimension = names.count
    let pieces = pieces
    if let index = names.indices.first(where: { !pieces.contains(.component($0)) }) {
      throw .missingValue(names[index])
    }
  }

  /// The command line for these values; nothing stands in the place of one that is left out.
  public func line(for point: ProgramPoint) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .all: point.map { $0?.word ?? "" }.joined(separator: " ")
      case .component(let index): point[index]?.word ?? ""
      }
    }.joined()
  }

  /// - Parameter isNamed: whether values are shown by name only.
  private static func pieces(
    of text: String, _ names: [String], isNamed: Bool = false
  ) -> [Piece] {
    var pieces: [Piece] = []
    var rest = Substring(text)
    // `${x0}` is a variable of the shell.
    while let match = rest.firstMatch(of: /(?<before>^|[^$])\{(?<name>[A-Za-z_][A-Za-z_0-9]*)\}/) {
      let before = rest[..<match.range.lowerBound] + String(match.output.before)
      if let piece = piece(match.output.name, names, isNamed) {
        pieces += [.text(String(before)), piece]
      } else {
        pieces.append(.text(before + "{\(match.output.name)}"))
      }
      rest = rest[match.range.upperBound...]
    }
    return pieces + [.text(String(rest))]
  }

  /// What stands for a name in braces; nil where it is the shell's.
  private static func piece(
    _ name: Substring, _ names: [String], _ isNamed: Bool
  ) -> Piece? {
    if let index = names.firstIndex(of: String(name)) { return .component(index) }
    if isNamed { return nil }
    if name == "x" { return .all }
    let digits = name.dropFirst()
    guard name.first == "x", (1...9).contains(digits.count), let index = Int(digits) else {
      return nil
    }
    return .component(index)
  }
}
