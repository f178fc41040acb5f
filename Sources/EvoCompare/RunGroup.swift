import EvoRun
import EvoTrain

/// Runs that differ in nothing but the seed, under one name.
public struct RunGroup: Sendable {
  public let name: String
  /// At least one.
  public let runs: [RunRecord]

  /// - Throws: `CompareError` for no run, for runs of different tasks, and for the same training twice.
  public init(_ name: String, _ runs: [RunRecord]) throws(CompareError) {
    guard let first = runs.first else { throw .noRuns(group: name) }
    for run in runs.dropFirst() where run.subject != first.subject {
      throw .differentTasks(
        first: first.path, task: first.subject, other: run.path, otherTask: run.subject)
    }
    for (index, run) in runs.enumerated() {
      if let twin = runs[..<index].first(where: { $0.isSameTraining(as: run) }) {
        throw .sameTraining(
          first: twin.path, other: run.path, seed: run.configuration.seed)
      }
    }
    self.name = name
    self.runs = runs
  }

  public var subject: String { runs[0].subject }
  public var isData: Bool { runs[0].configuration.data.name != nil }
  public var threshold: Double? { runs[0].threshold }
  public var finals: [Double] { runs.map(\.final) }
  public var bests: [Double] { runs.map(\.best) }

  /// What the numbers are.
  public var score: String { isData ? "score on the test set" : "episode return" }

  var label: String { "\(name), \(runs.count) run\(runs.count == 1 ? "" : "s")" }

  /// Groups runs by what their configurations differ in, and names each group after that.
  ///
  /// Seeds do not tell groups apart, nor do when a run ends, what it keeps and what it writes.
  public static func byDifference(_ runs: [RunRecord]) throws(CompareError) -> [RunGroup] {
    let settings = runs.map { run in
      run.configuration.settings.filter { setting in
        !["seed", "stop.", "checkpoint.", "logging."].contains { setting.key.hasPrefix($0) }
      }
    }
    let tables = settings.map {
      Dictionary($0.map { ($0.key, $0.value) }, uniquingKeysWith: { one, _ in one })
    }
    var keys: [String] = []
    for key in settings.joined().map(\.key) where !keys.contains(key) { keys.append(key) }
    keys.removeAll { key in tables.allSatisfy { $0[key] == tables.first?[key] } }
    // What is one thing to a person may be several keys: one that tells all of the groups apart is
    // enough, the name of the strategy before others.
    let whole = Set(tables.map { table in keys.map { table[$0] } }).count
    let candidates = ["strategy.name"].filter(keys.contains) + keys
    if let one = candidates.first(where: { key in Set(tables.map { $0[key] }).count == whole }) {
      keys = [one]
    }
    var names: [String] = []
    var groups: [String: [RunRecord]] = [:]
    for (run, table) in zip(runs, tables) {
      let parts = keys.map { key in
        "\(key.split(separator: ".").last ?? "") \(table[key] ?? "none")"
      }
      let name = parts.isEmpty ? run.subject : parts.joined(separator: ", ")
      if groups[name] == nil { names.append(name) }
      groups[name, default: []].append(run)
    }
    var result: [RunGroup] = []
    for name in names { result.append(try RunGroup(name, groups[name] ?? [])) }
    return result
  }

  /// - Throws: `differentTasks` unless all groups are of one environment or data set.
  public static func requireOneTask(_ groups: [RunGroup]) throws(CompareError) {
    for group in groups.dropFirst() where group.subject != groups[0].subject {
      throw .differentTasks(
        first: groups[0].runs[0].path, task: groups[0].subject, other: group.runs[0].path,
        otherTask: group.subject)
    }
  }
}

extension RunRecord {
  /// Whether both follow the same path, however far each of them goes.
  func isSameTraining(as other: RunRecord) -> Bool {
    var configuration = configuration
    configuration.stop = other.configuration.stop
    configuration.checkpoint = other.configuration.checkpoint
    return configuration == other.configuration
  }
}
