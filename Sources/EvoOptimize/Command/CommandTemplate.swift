/// A command line with places for numbers: `{x0}`, `{x1}`, ... for one each, `{x}` for all of them
/// with spaces between. Other braces are left to the shell.
public struct CommandTemplate: Sendable, Equatable {
  private enum Piece: Sendable, Equatable {
    case text(String)
    case all
    case component(Int)
  }

  private let pieces: [Piece]
  public let dimension: Int

  /// - Parameter dimension: how many numbers there are; nil for as many as the command names.
  public init(_ text: String, dimension: Int?) throws(CommandError) {
    let pieces = try Self.pieces(of: text, dimension: dimension)
    let named = pieces.compactMap { if case .component(let index) = $0 { index } else { nil } }
    let hasAll = pieces.contains(.all)
    guard hasAll || !named.isEmpty else { throw .noPlaceholder(dimension: dimension) }
    if hasAll, dimension == nil { throw .noDimension }
    let count = dimension ?? (named.max() ?? 0) + 1
    if let index = named.first(where: { $0 >= count }) {
      throw .placeholderOutOfRange(index: index, dimension: count)
    }
    if !hasAll, let index = (0..<count).first(where: { !named.contains($0) }) {
      throw .missingPlaceholder(index: index, dimension: count)
    }
    self.pieces = pieces
    self.dimension = count
  }

  /// The command line for these numbers.
  public func line(for x: [Double]) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .all: x.map { "\($0)" }.joined(separator: " ")
      case .component(let index): "\(x[index])"
      }
    }.joined()
  }

  private static func pieces(of text: String, dimension: Int?) throws(CommandError) -> [Piece] {
    var pieces: [Piece] = []
    var rest = Substring(text)
    // `${NAME}` is the shell's.
    while let match = rest.firstMatch(of: /(?<before>^|[^$])\{(?<name>[A-Za-z_][A-Za-z_0-9]*)\}/) {
      pieces.append(.text(rest[..<match.range.lowerBound] + String(match.output.before)))
      let name = match.output.name
      if name == "x" {
        pieces.append(.all)
      } else if name.first == "x", let index = Int(name.dropFirst()) {
        pieces.append(.component(index))
      } else {
        throw .unknownPlaceholder(String(name), dimension: dimension)
      }
      rest = rest[match.range.upperBound...]
    }
    return pieces + [.text(String(rest))]
  }
}
