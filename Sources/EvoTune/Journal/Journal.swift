import EvoFiles
import EvoTrain
import EvoWords
import Glibc
import Synchronization

/// The log of a study, in the format of Optuna's `JournalFileBackend`: one operation a line, forced to
/// the device, which only grows. Optuna and its dashboard open it.
///
/// A trial begins with one line that holds all of its values, so that a kill leaves it there or not.
public final class Journal: Sendable {
  /// What stands in the log of a study.
  public struct Contents: Sendable {
    public var trials: [Trial] = []
    /// Facts about the study.
    public var notes: [String: String] = [:]
    /// Whether the end of the log was cut off.
    public var isTorn = false

    public init() {}
  }

  /// When lines are forced to the device. A killed process loses none in any case.
  public enum Safety: Sendable {
    /// Before anything is built on them.
    case always
    /// Once a second: what a machine loses with its current is tried again.
    case often
  }

  private struct State: ~Copyable {
    let log: AppendLog
    var latest = Stopwatch()
  }

  public let path: String
  private let space: SearchSpace
  private let safety: Safety
  private let state: Mutex<State>

  private init(
    _ path: String, _ space: SearchSpace, _ safety: Safety, _ log: sending AppendLog
  ) {
    self.path = path
    self.space = space
    self.safety = safety
    state = Mutex(State(log: log))
  }

  /// Whether a study has begun: a kill may leave a log that is still empty.
  public static func isBegun(_ path: String, in fileSystem: FileSystem = .posix) -> Bool {
    (try? fileSystem.readFile(path, limit: 1 << 30))?.contains(UInt8(ascii: "\n")) ?? false
  }

  /// Begins the log of a new study.
  ///
  /// - Parameters:
  ///   - name: of the study, in Optuna as well.
  ///   - settings: everything that the course of the study depends on.
  public static func create(
    _ path: String, name: String, maximizes: Bool, space: SearchSpace, settings: [String: String],
    safety: Safety = .always, in fileSystem: FileSystem = .posix
  ) throws -> Journal {
    let journal = Journal(
      path, space, safety, try AppendLog(path: path, keeping: 0, in: fileSystem))
    var study = operation(0)
    study.add("study_name", name)
    study.add("directions", [maximizes ? 2 : 1])
    try journal.append([study] + settings.sorted { $0.key < $1.key }.map(noteLine))
    return journal
  }

  /// Opens the log of a study that goes on.
  ///
  /// - Parameter settings: what the study must have been begun with.
  /// - Throws: `FileError`, or `JournalError` where the log is no log, or of another study.
  public static func open(
    _ path: String, maximizes: Bool, space: SearchSpace, settings: [String: String],
    safety: Safety = .always, in fileSystem: FileSystem = .posix
  ) throws -> (journal: Journal, contents: Contents) {
    let bytes = try fileSystem.readFile(path, limit: 1 << 30)
    var reader = JournalReader(path: path, space: space)
    let length = try reader.read(bytes)
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      let found = reader.contents.notes[name] ?? "nothing"
      guard found == value else {
        throw JournalError.otherStudy(path, setting: name, found: found, expected: value)
      }
    }
    guard reader.maximizes == maximizes else {
      throw JournalError.otherStudy(
        path, setting: "the direction", found: reader.maximizes ? "maximize" : "minimize",
        expected: maximizes ? "maximize" : "minimize")
    }
    var contents = reader.contents
    contents.isTorn = length < bytes.count
    let log = try AppendLog(path: path, keeping: length, in: fileSystem)
    return (Journal(path, space, safety, log), contents)
  }

  /// Notes that trials begin.
  public func begin(_ trials: [Trial]) throws {
    try append(
      trials.map { trial in
        var line = Self.operation(4)
        line.add("study_id", 0)
        line.add("datetime_start", Self.now)
        line.add("state", 0)
        line.add("value", nil as Double?)
        line.add("values", nil as Double?)
        var (values, distributions) = (JSONObject(), JSONObject())
        for (parameter, value) in zip(space.parameters, trial.assignment) {
          guard let value else { continue }
          values.add(parameter.name, value)
          distributions.add(parameter.name, parameter.domain.distribution)
        }
        line.add("params", values)
        line.add("distributions", distributions)
        line.add("user_attrs", JSONObject())
        line.add("system_attrs", JSONObject())
        line.add("intermediate_values", JSONObject())
        return line
      })
  }

  /// Notes what a trial is worth on the way.
  public func report(_ trial: Int, _ report: Trial.Report) throws {
    var line = Self.operation(7)
    line.add("trial_id", trial)
    line.add("step", report.step)
    line.add("intermediate_value", report.value)
    try append([line])
  }

  /// Notes a fact about a trial.
  public func note(_ trial: Int, _ name: String, _ text: String) throws {
    var line = Self.operation(8)
    line.add("trial_id", trial)
    line.add("user_attr", Self.pair(name, text))
    try append([line])
  }

  /// Notes a fact about the study.
  public func note(_ name: String, _ text: String) throws {
    try append([Self.noteLine((name, text))])
  }

  /// Notes how trials ended.
  public func end(_ trials: [Trial]) throws {
    try append(
      trials.map { trial in
        var line = Self.operation(6)
        line.add("trial_id", trial.number)
        line.add("state", trial.state.code)
        // Optuna shows the last report of a trial that was given up as its value.
        let value = trial.value ?? (trial.state == .pruned ? trial.reports.last?.value : nil)
        if let value { line.add("values", [value]) } else { line.add("values", nil as Double?) }
        line.add("datetime_complete", Self.now)
        return line
      })
  }

  private func append(_ lines: [JSONObject]) throws {
    let bytes = lines.flatMap { Array($0.text.utf8) + [UInt8(ascii: "\n")] }
    try state.withLock { state in
      try state.log.append(bytes: bytes)
      guard safety == .always || state.latest.seconds > 1 else { return }
      try state.log.flush()
      state.latest = Stopwatch()
    }
  }

  private static func operation(_ code: Int) -> JSONObject {
    var line = JSONObject()
    line.add("op_code", code)
    line.add("worker_id", "evo-rl")
    return line
  }

  private static func noteLine(_ note: (key: String, value: String)) -> JSONObject {
    var line = operation(2)
    line.add("study_id", 0)
    line.add("user_attr", pair(note.key, note.value))
    return line
  }

  private static func pair(_ name: String, _ text: String) -> JSONObject {
    var pair = JSONObject()
    pair.add(name, text)
    return pair
  }

  /// The time as Optuna writes it.
  private static var now: String {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    var parts = tm()
    gmtime_r(&time.tv_sec, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%S", &parts)
    let micros = String(time.tv_nsec / 1000)
    return String(decoding: text[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self) + "."
      + String(repeating: "0", count: 6 - micros.count) + micros + "+00:00"
  }
}

extension Trial.State {
  /// Optuna's number of the state.
  static let codes: [(code: Int, state: Trial.State)] = [
    (0, .running), (1, .complete), (2, .pruned), (3, .failed),
  ]

  var code: Int { Self.codes.first { $0.state == self }?.code ?? 0 }
}

extension SearchSpace {
  /// All that there is to a space, for comparisons.
  package var words: String {
    parameters.map { parameter in
      "\(parameter.name) \(parameter.domain.distribution)"
        + (parameter.condition.map { " if \($0.parameter) in \($0.values.sorted())" } ?? "")
        + " from \(parameter.first)"
    }.joined(separator: "; ")
  }
}

extension Domain {
  /// As Optuna writes it: a text that is JSON.
  var distribution: String {
    var attributes = JSONObject()
    let name: String
    switch self {
    case .real(let low, let high, let isLog):
      name = "Float"
      attributes.add("step", nil as Double?)
      attributes.add("low", low)
      attributes.add("high", high)
      attributes.add("log", isLog)
    case .whole(let low, let high, let step, let isLog):
      name = "Int"
      attributes.add("log", isLog)
      // Optuna knows no steps on a logarithmic scale.
      attributes.add("step", isLog ? 1 : step)
      attributes.add("low", low)
      attributes.add("high", high)
    case .choice(let texts):
      name = "Categorical"
      attributes.add("choices", texts)
    }
    var distribution = JSONObject()
    distribution.add("name", name + "Distribution")
    distribution.add("attributes", attributes)
    return distribution.text
  }
}
