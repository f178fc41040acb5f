import EvoCore
import EvoFiles
import EvoTrain
import EvoWords
import Glibc

/// A function that programs compute which stay running: each gets a line of JSON and answers with a line
/// that is the value.
public final class WorkerObjective: ProgramObjective {
  private let command: String
  private let names: [String]
  private let settings: CommandObjective.Settings
  private let seats: [Seat]

  /// - Parameters:
  ///   - command: is run by the shell, `settings.workers` times, and again where one ends.
  ///   - names: of the values; none for all of them as `x`.
  public init(_ command: String, names: [String], _ settings: CommandObjective.Settings) {
    self.command = command
    self.names = names
    self.settings = settings
    seats = (0..<max(settings.workers, 1)).map { _ in Seat(command, timeout: settings.timeout) }
  }

  /// Asks for the value of each point.
  ///
  /// - Throws: `Interrupted`, or `CommandError` where a worker says more than it is asked for: then
  ///   nobody knows which question an answer belongs to.
  public func values(
    of points: [ProgramPoint], interrupt: Interrupt, observe: ProgramObserver
  ) throws -> [Result<Double, CommandError>] {
    var questions = Questions(count: points.count, retries: settings.retries)
    while true {
      if let answers = questions.answers { return answers }
      if interrupt.signal != nil {
        for seat in seats { seat.leave() }
        throw Interrupted()
      }
      for seat in seats where seat.member == nil {
        guard let member = questions.next() else { break }
        try seat.begin(member, request(points[member]))
      }
      var isNews = false
      for seat in seats {
        guard let member = seat.member, let result = seat.result() else { continue }
        isNews = true
        try questions.settle(member, result, observe)
      }
      if !isNews { Seat.wait(for: seats) }
    }
  }

  private func request(_ point: ProgramPoint) -> String {
    var json = JSONObject()
    if names.isEmpty {
      json.add("x", json: "[" + point.compactMap { $0?.json }.joined(separator: ",") + "]")
    } else {
      for (name, value) in zip(names, point) {
        if let value { json.add(name, json: value.json) }
      }
    }
    return json.text
  }
}

/// A place for a worker, and the question that it has.
private final class Seat {
  private let command: String
  private let timeout: Double
  private var process: WorkerProcess?
  private var request = ""
  /// Whether the process has had no other question.
  private var isFresh = false
  private var stopwatch = Stopwatch()
  private var refusal: CommandError?
  private(set) var member: Int?

  init(_ command: String, timeout: Double) {
    self.command = command
    self.timeout = timeout
  }

  func begin(_ member: Int, _ request: String) throws(CommandError) {
    if let said = process?.chatter, !said.isEmpty { throw .chatter(line: command, found: said) }
    if process?.isOver ?? false { process = nil }
    self.member = member
    self.request = request
    ask()
  }

  private func ask() {
    stopwatch = Stopwatch()
    isFresh = process == nil
    do throws(SystemError) {
      if process == nil { process = try WorkerProcess(command) }
      process?.ask(request)
    } catch { refusal = .notStarted(line: command, code: error.code) }
  }

  /// The value, or why there is none; nil while the worker computes.
  func result() -> Result<Double, CommandError>? {
    if let refusal {
      self.refusal = nil
      return over(.failure(refusal))
    }
    switch process?.answer() {
    case nil:
      return stopwatch.seconds < timeout
        ? nil : over(.failure(.silent(line: command, seconds: timeout)))
    case .line(let line):
      guard let value = Self.value(line) else {
        return over(.failure(.noValue(line: command, found: line)))
      }
      member = nil
      return value.isNaN ? .failure(.notANumber(line: command)) : .success(value)
    case .endless: return over(.failure(.noValue(line: command, found: "a line without an end")))
    case .ended(let status, let complaint):
      process = nil
      // It may have ended over an earlier question, or answers one only.
      guard isFresh else {
        ask()
        return nil
      }
      let signal = status & 0x7f
      return over(
        .failure(
          signal != 0
            ? .killed(line: command, signal: signal)
            : .failed(line: command, status: status >> 8 & 0xff, complaint: complaint)))
    }
  }

  /// Ends the worker with its question.
  func leave() { (process, member) = (nil, nil) }

  /// A worker that has failed is not asked again: nobody knows what it would answer.
  private func over(_ result: Result<Double, CommandError>) -> Result<Double, CommandError> {
    leave()
    return result
  }

  /// The whole line is the value, so that no number beside others is taken for it.
  private static func value(_ line: String) -> Double? {
    line.split(whereSeparator: \.isWhitespace).count == 1 ? PrintedNumber.value(of: line) : nil
  }

  /// Waits until one of them answers, a little while at most.
  static func wait(for all: [Seat]) {
    let asked = all.filter { $0.member != nil }
    var polls = asked.flatMap { $0.process?.polls ?? [] }
    let left = asked.map { $0.timeout - $0.stopwatch.seconds }.min() ?? 0
    poll(&polls, nfds_t(polls.count), Int32(min(max(left * 1000, 1), 20)))
  }
}
