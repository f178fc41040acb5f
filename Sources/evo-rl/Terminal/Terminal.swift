import EvoWords
import Glibc
import Synchronization

/// Text for people: tables, and a line that is written over while it changes.
enum Terminal {
  /// Who hears what goes to standard error.
  enum Voice: Sendable {
    case plain, silent
    /// With a text before every line.
    case tagged(String)
  }

  /// Is set before there are other threads.
  nonisolated(unsafe) static var voice = Voice.plain

  /// Whether a line can be written over: at a terminal that knows how, unless plain output is asked
  /// for by NO_COLOR or TERM=dumb.
  static let isInteractive =
    isatty(STDOUT_FILENO) == 1 && variable("TERM") != "dumb" && variable("NO_COLOR").isEmpty

  /// Whether somebody looks at standard error, by the same rules, and hears what is said there.
  static var isWatched: Bool {
    guard case .plain = voice else { return false }
    return isatty(STDERR_FILENO) == 1 && variable("TERM") != "dumb" && variable("NO_COLOR").isEmpty
  }

  /// Columns of the terminal, or of $COLUMNS; 80 where nobody says.
  static var width: Int {
    var size = winsize()
    for stream in [STDOUT_FILENO, STDERR_FILENO]
    where ioctl(stream, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return Int(variable("COLUMNS")).flatMap { $0 > 0 ? $0 : nil } ?? 80
  }

  private static func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }

  /// Columns aligned to their widest cell; all but the first may be numbers, aligned to the right.
  static func table(_ rows: [[String]], rightAligned: Set<Int> = []) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += rightAligned.contains(column) ? padding + cell : cell + padding
        if column < row.count - 1 { line += "  " }
      }
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }

  /// Replaces the current line of an interactive terminal by as many of the parts as fit, the first
  /// ones.
  static func overwrite(_ parts: String...) { overwrite(parts) }

  static func overwrite(_ parts: [String]) {
    // A line that reaches the last column makes some terminals begin another.
    print("\r\u{1B}[2K" + LineFitting.line(parts, width: width - 1), terminator: "")
    fflush(nil)
  }

  /// Whether the last line of standard error is a bar.
  private static let hasBar = Atomic(false)
  private static let clearing = "\r\u{1B}[2K"

  /// Replaces the bar on standard error by as many of the parts as fit; by nothing where there are none.
  static func showBar(_ parts: [String]) {
    hasBar.store(!parts.isEmpty, ordering: .relaxed)
    say(clearing + LineFitting.line(parts, width: width - 1))
  }

  private static func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  /// A line on standard output that whoever reads it gets at once, through a pipe as well.
  static func line(_ text: String) {
    print(text)
    fflush(nil)
  }

  /// A line on standard error that says who speaks.
  static func warn(_ text: String) { complain("evo-rl: \(text)") }

  /// A line on standard error.
  static func complain(_ text: String) {
    let start = hasBar.load(ordering: .relaxed) ? clearing : ""
    switch voice {
    case .silent: return
    case .plain: say("\(start)\(text)\n")
    case .tagged(let tag): say("\(tag)\(text)\n")
    }
  }

  /// 3.2 s, 4 min 10 s, 2 h 05 min.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    if seconds < 60 { return fixed(seconds, seconds < 10 ? 2 : 1) + " s" }
    let whole = Int(seconds.rounded())
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return hours > 0 ? "\(hours) h \(two(minutes)) min" : "\(minutes) min \(two(rest)) s"
  }

  /// 1234567 as 1.23 M.
  static func short(_ value: Double) -> String {
    for (scale, unit) in [(1e9, " G"), (1e6, " M"), (1e3, " k")] where abs(value) >= scale {
      return fixed(value / scale, 2) + unit
    }
    return fixed(value, 0)
  }

  /// Rounded to so many decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    guard abs(value) * scale < 9e15 else { return "\(value)" }
    let scaled = Int((abs(value) * scale).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    let whole = scaled / Int(scale)
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let fraction = String(scaled % Int(scale))
    return "\(sign)\(whole)." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }
}
