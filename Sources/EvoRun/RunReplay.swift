import EvoCore
import EvoTrain
import EvoWords

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
  /// Where OpenBLAS took part on another kind of processor, other bytes are no damage.
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
    let trainer = try Trainer(checkpoint: base.file, kind: kind, data: data, workers: workers)
    let first = trainer.state.generation + 1
    let processor = kept.lazy.filter { $0.heading.generation >= first }
      .compactMap(\.heading.otherProcessor).first
    var rowsDiffer = false
    while trainer.state.generation < last {
      let report = try trainer.runGeneration()
      rowsDiffer = try !rowAgrees(report, processor) || rowsDiffer
      for checkpoint in kept where checkpoint.heading.generation == report.generation {
        try compare(trainer, with: checkpoint)
        // A resume may have changed it from here on.
        trainer.change(checkpoint.heading.configuration.progress)
      }
      observe(report.generation)
    }
    if !rowsDiffer {
      try check(MetricsCSV.fileName) { _ in
        .whole("generations \(first) to \(last) replayed to the same rows")
      }
    }
  }

  private mutating func rowAgrees(
    _ report: GenerationReport, _ processor: String?
  ) throws -> Bool {
    let times = GenerationReport.timeColumns
    let replayed = report.row.split(separator: ",", omittingEmptySubsequences: false)
    let written = rows[report.generation] ?? []
    for (index, name) in report.columns.map(\.name).enumerated() where !times.contains(name) {
      let found = index < written.count ? written[index] : ""
      guard found != replayed[index] else { continue }
      try check(MetricsCSV.fileName) { run in
        if let processor { return Self.remark(on: processor) }
        return .damaged(
          "\(run.path)/\(MetricsCSV.fileName):\(report.generation + 1): \(name) is \(found), "
            + "but the replay gives \(replayed[index])")
      }
      return false
    }
    return true
  }

  private mutating func compare(_ trainer: Trainer, with checkpoint: Kept) throws {
    try check("\(RunFolder.checkpointsName)/\(checkpoint.name)") { run in
      // Limits may have been changed by a resume, and the program by an update.
      var replayed = CheckpointFile(
        state: trainer.state, configuration: checkpoint.file.metadata["configuration"] ?? "",
        name: checkpoint.heading.name,
        subject: checkpoint.file.metadata
          .filter { trainer.subject.metadata.keys.contains($0.key) }
      ).tensorFile()
      for key in ["evo_rl_version", CheckpointFile.processorKey] {
        replayed.metadata[key] = checkpoint.file.metadata[key]
      }
      if replayed.encoded() == checkpoint.file.encoded() {
        return .whole("replayed to the same bytes")
      }
      if let processor = checkpoint.heading.otherProcessor { return Self.remark(on: processor) }
      return .damaged(
        "\(run.path)/\(RunFolder.checkpointsName)/\(checkpoint.name): "
          + "the replay gives other bytes")
    }
  }

  /// What other bytes mean where they were computed elsewhere.
  private static func remark(on processor: String) -> Finding.Verdict {
    .remark(
      "computed on a processor that OpenBLAS takes for \(abridged(processor)); the replay, on one "
        + "for \(LinearAlgebra.processor), gives other bits, which shows nothing; replay it there")
  }
}
