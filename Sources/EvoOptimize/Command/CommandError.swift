import EvoWords
import Glibc

/// Why a command cannot be optimized, or one run of it gave no value.
public enum CommandError: Error, Equatable, Sendable {
  case noPlaceholder(dimension: Int?)
  case placeholderOutOfRange(index: Int, dimension: Int)
  case missingPlaceholder(index: Int, dimension: Int)
  case missingName(String)
  case missingValue(String)
  case noDimension
  /// The shell could not be started; the code is the system's.
  case notStarted(line: String, code: Int32)
  case timedOut(line: String, seconds: Double)
  case failed(line: String, status: Int32, complaint: String)
  case killed(line: String, signal: Int32)
  /// The last line that was printed, empty when there was none.
  case noNumber(line: String, found: String)
  /// A worker that does not answer.
  case silent(line: String, seconds: Double)
  /// A worker's answer is no number.
  case noValue(line: String, found: String)
  /// A worker has printed more than its answer.
  case chatter(line: String, found: String)
  /// The value that was printed is `nan`.
  case notANumber(line: String)
  /// A value of which no mean can be taken.
  case infinite(Double)
}

extension CommandError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noPlaceholder(let dimension):
      "--command: no place for a number; write \(Self.placeholders(dimension))"
    case .placeholderOutOfRange(let index, let dimension):
      "--command: {x\(index)} is out of range; with --dim \(dimension) write "
        + Self.placeholders(dimension)
    case .missingPlaceholder(let index, let dimension):
      "--command: {x\(index)} is missing, though there are \(dimension) numbers; write it, or {x} "
        + "for all of them"
    case .missingName(let name):
      "--command: {\(abridged(name))} is missing, though --names has it; write it, or {x} for all "
        + "numbers"
    case .missingValue(let name):
      "--command: {\(abridged(name))} is missing, though the space has it; write it where the value "
        + "belongs"
    case .noDimension:
      "--command: {x} does not say how many numbers there are; add --dim"
    case .notStarted(let line, let code):
      "'\(abridged(line))' could not be started: \(String(cString: strerror(code)))"
    case .timedOut(let line, let seconds):
      "'\(abridged(line))' did not end within \(Self.seconds(seconds)) and was killed; --timeout "
        + "sets another limit"
    case .failed(let line, let status, let complaint):
      "'\(abridged(line))' ended with status \(status)"
        + (complaint.isEmpty ? "" : ": \(abridged(complaint))")
    case .killed(let line, let signal):
      "'\(abridged(line))' was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
    case .noNumber(let line, let found):
      "'\(abridged(line))' printed "
        + (found.isEmpty
          ? "nothing, expected a number"
          : "no number: its last line is '\(abridged(found))'"
            + (found.contains(where: \.isWhitespace) ? ", whose last word is none" : ""))
    case .silent(let line, let seconds):
      "'\(abridged(line))' did not answer within \(Self.seconds(seconds)) and was killed; --timeout "
        + "sets another limit"
    case .noValue(let line, let found):
      "'\(abridged(line))' answered '\(abridged(found))', which is no number; print the value alone "
        + "in its line, and all else to standard error"
    case .chatter(let line, let found):
      "'\(abridged(line))' printed '\(abridged(found))' without being asked, so no answer is known to "
        + "be right; print one line for each line that is read, and all else to standard error"
    case .notANumber(let line):
      "'\(abridged(line))' printed nan"
    case .infinite(let value): "its value is \(value)"
    }
  }

  private static func placeholders(_ dimension: Int?) -> String {
    switch dimension {
    case nil: "{x0}, {x1} and so on for one number each, or {x} for all of them"
    case 1: "{x0}"
    case let count?: "{x0} to {x\(count - 1)} for one number each, or {x} for all of them"
    }
  }

  private static func seconds(_ value: Double) -> String {
    value == value.rounded() && value < 1e15 ? "\(Int(value)) s" : "\(value) s"
  }
}
