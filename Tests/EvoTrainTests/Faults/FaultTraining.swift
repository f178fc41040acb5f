import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Testing

/// A training small enough to be run hundreds of times.
struct SmallTraining {
  var configuration: TrainingConfiguration
  var kind: EnvironmentKind
  var sinks = MetricsSinks.all

  init(_ environment: String = "cartpole", generations: Int = 4) throws {
    configuration = TrainingConfiguration(env: environment)
    configuration.policy.hidden = [3]
    configuration.policy.normalizeObservations = true
    configuration.strategy.population = 16
    configuration.evaluation.episodes = 2
    configuration.evaluation.confirm = 3
    // Some members play on when it cuts their episodes short.
    configuration.training.horizon = 40
    configuration.stop.solved = false
    configuration.stop.generations = generations
    configuration.checkpoint.every = 1
    configuration.checkpoint.keepLast = 100
    configuration.checkpoint.keepBest = true
    kind = try #require(EnvironmentCatalog.entry(named: environment)).kind
  }

  /// One with the strategy's own settings.
  init(strategy: String, generations: Int) throws {
    try self.init(generations: generations)
    configuration = try .decode(
      yaml: """
        env: cartpole
        policy: {hidden: [3]}
        strategy: \(strategy)
        stop: {solved: false, generations: \(generations)}
        checkpoint: {every: 1, keep_last: 100}
        evaluation: {episodes: 2}
        """, file: "test")
  }

  func start(_ path: String, in fileSystem: FileSystem = .quick) throws -> TrainingRun {
    try TrainingRun.start(
      configuration, name: "small", subject: .environment(kind), path: path,
      workers: ThreadWorkers(count: 1), interrupt: Interrupt(), sinks: sinks, in: fileSystem)
  }

  /// Resumes the run in a folder, or starts it where there is none.
  func goOn(
    _ path: String, in fileSystem: FileSystem = .quick,
    change: ((inout ProgressConfiguration) -> Void)? = nil, warn: (String) -> Void = { _ in }
  ) throws -> TrainingRun {
    guard FileManager.default.fileExists(atPath: path + "/config.yaml") else {
      return try start(path, in: fileSystem)
    }
    return try TrainingRun.resume(
      path, change: change, kind: { _ in kind }, workers: ThreadWorkers(count: 2),
      interrupt: Interrupt(), sinks: sinks, in: fileSystem, warn: warn)
  }

  func verify(_ path: String) throws -> RunVerification {
    try RunVerification(path, sinks: sinks) { _ in kind }
  }
}

extension FileSystem {
  /// Does not wait for the device: no test can cut the power.
  static let quick: FileSystem = {
    var system = FileSystem.posix
    system.sync = { _ in }
    return system
  }()
}

/// The files in which a run differs from what another one left.
func differences(_ path: String, from expected: [String: [UInt8]]) throws -> [String] {
  let found = try remains(of: path)
  return Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }.sorted()
}

/// All that a run leaves, without the times in its metrics.
func remains(of path: String) throws -> [String: [UInt8]] {
  let system = FileSystem.posix
  func bytes(_ name: String) throws -> [UInt8] {
    try system.readFile("\(path)/\(name)", limit: 1 << 20)
  }
  var files: [String: [UInt8]] = [:]
  for name in try system.names(in: path + "/checkpoints") {
    files[name] = try bytes("checkpoints/\(name)")
  }
  for name in ["policy.safetensors", "config.yaml"] { files[name] = try bytes(name) }
  files["best.safetensors"] = try? bytes("best.safetensors")
  files["metrics.csv"] = Array(
    metricsWithoutTimes(String(decoding: try bytes("metrics.csv"), as: UTF8.self))
      .map { $0.joined(separator: ",") }.joined(separator: "\n").utf8)
  files["events"] = Array(try EventLog(run: path).lines.utf8)
  return files
}

/// The cells of a metrics.csv, header included, without the columns of time.
func metricsWithoutTimes(_ text: String) -> [[Substring]] {
  let rows = text.split(separator: "\n").map {
    $0.split(separator: ",", omittingEmptySubsequences: false)
  }
  let times: Set<Substring> = ["seconds", "env_steps_per_second", "idle_share"]
  let kept =
    rows.first.map { header in header.indices.filter { !times.contains(header[$0]) } } ?? []
  return rows.map { row in kept.filter(row.indices.contains).map { row[$0] } }
}
