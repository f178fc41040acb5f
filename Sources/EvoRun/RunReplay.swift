import EvoCore
import EvoTrain

/// Why generations cannot be replayed as asked.
public enum ReplayError: Error, Equatable, Sendable {
  case outOfReach(path: String, asked: Int, possible: Int)
}

extension ReplayError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .outOfReach(let path, let asked, let possible):
      "\(path): --replay \(asked): the checkpoints that were kept allow at most \(possible); "
        + "keep more by --keep-last"
    }
  }
}

extension RunVerification {
  /// Computes the last generations again, from a checkpoint before them, and compares every row of
  /// the metrics and every checkpoint on the way with the files, byte for byte; only times may
  /// differ.
  ///
  /// - Parameters:
  ///   - count: how many generations before the newest checkpoint.
  ///   - observe: is told of each generation that has been replayed.
  /// - Throws: `ReplayError`, or what training throws.
  public mutating func replay(
    _ count: Int, workers: any Workers, observe: (Int) -> Void = { _ in }
  ) throws {
    let last = kept.last?.heading.generation ?? 0
    guard let base = kept.last(where: { $0.heading.generation <= last - count }) else {
      let first = kept.first?.heading.generation ?? 0
      throw ReplayError.outOfReach(path: path, asked: count, possible: last - first)
    }
    let trainer = try Trainer(checkpoint: base.file, kind: kind, workers: workers)
    let first = trainer.state.generation + 1
    var rowsDiffer = false
    while trainer.state.generation < last {
      let report = try trainer.runGeneration()
      rowsDiffer = !rowAgrees(report) || rowsDiffer
      for checkpoint in kept where checkpoint.heading.generation == report.generation {
        compare(trainer, with: checkpoint)
      }
      observe(report.generation)
    }
    if !rowsDiffer {
      check(MetricsCSV.fileName) { _ in
        .whole("generations \(first) to \(last) replayed to the same rows")
      }
    }
  }

  private mutating func rowAgrees(_ report: GenerationReport) -> Bool {
    let times: Set = ["seconds", "env_steps_per_second"]
    let replayed = report.row.split(separator: ",", omittingEmptySubsequences: false)
    let written = rows[report.generation] ?? []
    for (index, name) in GenerationReport.columnNames.enumerated() where !times.contains(name) {
      let found = index < written.count ? written[index] : ""
      guard found != replayed[index] else { continue }
      check(MetricsCSV.fileName) { run in
        .damaged(
          "\(run.path)/\(MetricsCSV.fileName):\(report.generation + 1): \(name) is \(found), "
            + "but the replay gives \(replayed[index])")
      }
      return false
    }
    return true
  }

  private mutating func compare(_ trainer: Trainer, with checkpoint: Kept) {
    check("\(RunFolder.checkpointsName)/\(checkpoint.name)") { run in
      // Limits may have been changed by a resume, and the program by an update.
      var replayed = CheckpointFile(
        state: trainer.state, configuration: checkpoint.file.metadata["configuration"] ?? "",
        name: checkpoint.heading.name
      ).tensorFile()
      replayed.metadata["evo_rl_version"] = checkpoint.file.metadata["evo_rl_version"]
      return replayed.encoded() == checkpoint.file.encoded()
        ? .whole("replayed to the same bytes")
        : .damaged(
          "\(run.path)/\(RunFolder.checkpointsName)/\(checkpoint.name): "
            + "the replay gives other bytes")
    }
  }
}
