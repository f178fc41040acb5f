import EvoCore
import EvoFiles
import EvoTrain
import Glibc

/// A function of many numbers whose value a command prints: the last word of the last line of its
/// standard output.
public struct CommandObjective: ProgramObjective, Sendable {
  public struct Settings: Sendable {
    /// Seconds after which a command is killed.
    public var timeout: Double
    /// How often a command that gave no value is run again.
    public var retries: Int
    /// Commands that run at the same time.
    public var workers: Int

    public init(timeout: Double, retries: Int, workers: Int) {
      self.timeout = timeout
      self.retries = retries
      self.workers = workers
    }
  }

  private let template: CommandTemplate
  private let settings: Settings

  public init(_ template: CommandTemplate, _ settings: Settings) {
    self.template = template
    self.settings = settings
  }

  /// Runs the command for each point.
  ///
  /// - Throws: `Interrupted` after killing what runs, as soon as `interrupt` asks.
  public func values(
    of points: [ProgramPoint], interrupt: Interrupt, observe: ProgramObserver
  ) throws -> [Result<Double, CommandError>] {
    var questions = Questions(count: points.count, retries: settings.retries)
    var running: [Attempt] = []
    while true {
      if let answers = questions.answers { return answers }
      if interrupt.signal != nil { throw Interrupted() }
      while running.count < max(settings.workers, 1), let member = questions.next() {
        let line = template.line(for: points[member])
        do {
          running.append(try Attempt(member: member, line: line, timeout: settings.timeout))
        } catch {
          try questions.settle(member, .failure(error), observe)
        }
      }
      let isNews = try running.indices.reversed().reduce(false) { isNews, index in
        guard let result = running[index].result() else { return isNews }
        try questions.settle(running.remove(at: index).member, result, observe)
        return true
      }
      if !isNews { Attempt.wait(for: running) }
    }
  }
}

/// One run of the command for a member.
private struct Attempt {
  let member: Int
  private let line: String
  private let timeout: Double
  private let process: ShellProcess
  private let stopwatch = Stopwatch()

  init(member: Int, line: String, timeout: Double) throws(CommandError) {
    self.member = member
    self.line = line
    self.timeout = timeout
    do { process = try ShellProcess(line) } catch {
      throw .notStarted(line: line, code: error.code)
    }
  }

  /// Its value, or why it has none; nil while it runs.
  func result() -> Result<Double, CommandError>? {
    guard let result = process.result() else {
      return stopwatch.seconds < timeout
        ? nil : .failure(.timedOut(line: line, seconds: timeout))
    }
    let signal = result.status & 0x7f
    if signal != 0 { return .failure(.killed(line: line, signal: signal)) }
    let status = result.status >> 8 & 0xff
    if status != 0 {
      let complaint = Self.lines(result.errors).first ?? ""
      return .failure(.failed(line: line, status: status, complaint: complaint))
    }
    let last = Self.lines(result.output).last ?? ""
    guard let value = PrintedNumber.value(of: last) else {
      return .failure(.noNumber(line: line, found: last))
    }
    return value.isNaN ? .failure(.notANumber(line: line)) : .success(value)
  }

  /// The lines that are not blank.
  private static func lines(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
      .filter { !$0.allSatisfy(\.isWhitespace) }
  }

  /// Waits until one of them prints or ends, a little while at most.
  static func wait(for all: [Attempt]) {
    let ends = all.flatMap(\.process.openEnds)
    var polls = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let left = all.map { $0.timeout - $0.stopwatch.seconds }.min() ?? 0
    // One that has closed its output can only be asked now and then whether it has ended.
    let isDeaf = all.contains { $0.process.openEnds.count < 2 }
    let pause = min(max(left * 1000, 1), isDeaf ? 1 : 20)
    poll(&polls, nfds_t(polls.count), Int32(pause))
  }
}
