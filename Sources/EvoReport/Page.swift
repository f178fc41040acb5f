import EvoWords

/// What all pages share: one file that holds all that it shows.
enum Page {
  /// - Parameter refresh: after how many seconds a browser asks for the next one; nil for never.
  static func html(title: String, refresh: Int? = nil, _ content: [HTML]) -> HTML {
    let asking: HTML =
      refresh.map { "<meta http-equiv=\"refresh\" content=\"\($0)\">\n" } ?? ""
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      \(asking)<title>\(title)</title>
      <style>
      \(HTML(stringLiteral: PageStyle.text))
      </style>
      </head>
      <body>
      <main>
      \(content.filter { !$0.text.isEmpty }.joined())
      <footer>Written by evo-rl \(Version.text). This file holds all that it shows; it asks no server for anything.</footer>
      </main>
      </body>
      </html>

      """
  }

  /// At most four decimals, and not more than it takes.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if value == value.rounded(), abs(value) < 1e15 { return NumberText.grouped(Int(value)) }
    return abs(value) >= 1000 ? NumberText.fixed(value, 1) : NumberText.significant(value, 4)
  }

  /// A share as the place in a drawing that stretches with the page.
  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 10_000).rounded())
    return "\(tenths / 100).\(tenths % 100 < 10 ? "0" : "")\(tenths % 100)%"
  }
}
