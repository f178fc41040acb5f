import EvoWords

/// A piece of a page. What this program writes as a literal is markup; every text that is put into one is
/// escaped, wherever it came from.
package struct HTML: ExpressibleByStringInterpolation, Sendable {
  package private(set) var text: String

  static let empty: HTML = ""

  package init(stringLiteral text: String) { self.text = text }

  package init(stringInterpolation parts: Parts) { text = parts.text }

  package struct Parts: StringInterpolationProtocol {
    var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }
    package mutating func appendInterpolation(_ piece: HTML) { text += piece.text }
    package mutating func appendInterpolation(_ number: Int) { text += String(number) }
    package mutating func appendInterpolation(_ foreign: String) { text += HTML.escaped(foreign) }
  }

  static func + (one: HTML, two: HTML) -> HTML { "\(one)\(two)" }

  /// A text that can neither leave its element nor its attribute. What has no place in a page, or would
  /// turn the direction of what follows, is shown as a character that stands for none.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default: result.unicodeScalars.append(scalar.isPrintable ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}

extension Sequence<HTML> {
  func joined(_ separator: HTML = "\n") -> HTML {
    HTML(stringLiteral: map(\.text).joined(separator: separator.text))
  }
}

extension HTML {
  /// A table that scrolls by itself where the page is narrow.
  ///
  /// - Parameter numbers: the columns that are aligned to the right.
  static func table(_ heading: [String], _ rows: [[String]], numbers: Set<Int> = []) -> HTML {
    func kind(_ column: Int) -> HTML { numbers.contains(column) ? #" class="number""# : "" }
    let head = heading.enumerated().map { "<th scope=\"col\"\(kind($0))>\($1)</th>" as HTML }
    let body = rows.map { row in
      let cells = row.enumerated().map { column, cell -> HTML in
        column == 0
          ? "<th scope=\"row\">\(cell)</th>" : "<td\(kind(column))>\(cell)</td>"
      }
      return "<tr>\(cells.joined(""))</tr>" as HTML
    }
    return """
      <div class="scroll"><table>
      <thead><tr>\(head.joined(""))</tr></thead>
      <tbody>
      \(body.joined())
      </tbody>
      </table></div>
      """
  }

  /// Names with what belongs to them.
  static func facts(_ facts: [(name: String, value: String)]) -> HTML {
    let rows = facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" as HTML }
    return "<dl class=\"facts\">\n\(rows.joined())\n</dl>"
  }

  static func section(_ title: String, _ content: HTML) -> HTML {
    "<section>\n<h2>\(title)</h2>\n\(content)\n</section>"
  }
}
