import EvoCore
import EvoDraw
import EvoFiles
import EvoTrain

/// Looks at every file of a run and changes none.
public struct RunVerification {
  /// What was found about one file.
  public struct Finding: Sendable, Equatable {
    public enum Verdict: Sendable, Equatable {
      /// The file is whole; what it holds.
      case whole(String)
      /// Nothing is wrong, but something is worth knowing.
      case remark(String)
      /// The file is damaged or contradicts another; one sentence.
      case damaged(String)
    }

    /// Path inside the run folder.
    public var file: String
    public var verdict: Verdict
  }

  /// A checkpoint that is whole.
  struct Kept {
    let name: String
    let file: TensorFile
    let heading: CheckpointFile.Heading
  }

  public private(set) var findings: [Finding] = []
  public var isWhole: Bool {
    !findings.contains { if case .damaged = $0.verdict { true } else { false } }
  }

  let path: String
  let fileSystem: FileSystem
  let kind: (String) throws -> EnvironmentKind
  /// The checkpoints of the last generations, from old to new.
  private(set) var kept: [Kept] = []
  /// The cells of the rows of the metrics, by generation.
  private(set) var rows: [Int: [String]] = [:]

  /// Checks the run in a folder.
  ///
  /// - Parameter kind: finds an environment by name.
  /// - Throws: `FileError` or `RunFolderError` when there is no run, or it is being written.
  public init(
    _ path: String, kind: @escaping (String) throws -> EnvironmentKind,
    in fileSystem: FileSystem = .posix
  ) throws {
    self.path = fileSystem.resolvingLink(path)
    self.fileSystem = fileSystem
    self.kind = kind
    guard try fileSystem.names(in: path).contains(RunFolder.configurationName) else {
      throw RunFolderError.noRun(path: path)
    }
    try RunLock.requireFree(path, in: fileSystem)
    try checkCheckpoints()
    checkConfiguration()
    checkMetrics()
    checkPolicy()
    try checkOthers()
  }

  /// Notes what `body` says about a file, or why it throws.
  mutating func check(_ file: String, _ body: (inout Self) throws -> Finding.Verdict) {
    let verdict: Finding.Verdict
    do { verdict = try body(&self) } catch { verdict = .damaged("\(error)") }
    findings.append(Finding(file: file, verdict: verdict))
  }

  private func bytes(_ name: String) throws -> [UInt8] {
    try fileSystem.readFile("\(path)/\(name)", limit: RunFolder.metricsLimit)
  }

  private mutating func checkCheckpoints() throws {
    for name in try RunFolder.checkpointNames(in: path, fileSystem) {
      let file = "\(RunFolder.checkpointsName)/\(name)"
      check(file) { run in
        let checkpoint = try TensorFile.read(
          "\(run.path)/\(file)", requiringChecksum: true, in: run.fileSystem)
        let heading = try CheckpointFile.heading(of: checkpoint)
        let state = try Trainer(checkpoint: checkpoint, kind: run.kind).state
        if name == RunFolder.bestName {
          guard state.best?.generation == state.generation else {
            return .damaged("\(run.path)/\(file): it is not of its own best evaluation")
          }
          return .whole("generation \(state.generation), the best so far")
        }
        guard name == RunFolder.checkpointName(heading.generation) else {
          return .damaged(
            "\(run.path)/\(file): it is of generation \(heading.generation), unlike its name")
        }
        run.kept.append(Kept(name: name, file: checkpoint, heading: heading))
        return .whole("generation \(heading.generation)")
      }
    }
  }

  private mutating func checkConfiguration() {
    check(RunFolder.configurationName) { run in
      let name = "\(run.path)/\(RunFolder.configurationName)"
      let configuration = try TrainingConfiguration.load(path: name)
      guard let newest = run.kept.last else { return .whole(configuration.subjectName) }
      return newest.heading.configuration == configuration
        ? .whole("\(configuration.subjectName), seed \(configuration.seed)")
        : .remark("other settings than in \(newest.name), which is what counts")
    }
  }

  private mutating func checkMetrics() {
    check(RunFolder.metricsName) { run in
      let name = "\(run.path)/\(RunFolder.metricsName)"
      let text = String(decoding: try run.bytes(RunFolder.metricsName), as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      guard lines.first.map(String.init) == GenerationReport.header else {
        return .damaged("\(MetricsError.otherColumns(path: name))")
      }
      let newest = run.kept.last?.heading.generation ?? 0
      for (index, line) in lines.enumerated().dropFirst().dropLast() {
        let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard let row = MetricsRow(cells), row.generation == index else {
          guard index > newest else {
            return .damaged("\(name):\(index + 1): not the row of generation \(index)")
          }
          return .remark("rows after generation \(newest) are not whole; a resume writes them anew")
        }
        run.rows[row.generation] = cells
      }
      for checkpoint in run.kept where checkpoint.heading.generation > 0 {
        let generation = checkpoint.heading.generation
        guard let cells = run.rows[generation] else {
          return .damaged("\(name): no row of generation \(generation), which has a checkpoint")
        }
        guard cells[1] == checkpoint.file.metadata["env_steps"] else {
          return .damaged(
            "\(name):\(generation + 1): \(cells[1]) environment steps, unlike \(checkpoint.name)")
        }
      }
      guard lines.last == "" else {
        return .remark("the last row is torn; a resume writes it anew")
      }
      return .whole("\(run.rows.count) generations")
    }
  }

  private mutating func checkPolicy() {
    check(RunFolder.policyName) { run in
      let name = "\(run.path)/\(RunFolder.policyName)"
      let file = try TensorFile.read(name, requiringChecksum: true, in: run.fileSystem)
      let policy = try PolicyFile(file)
      guard
        let source = run.kept.first(where: { $0.heading.generation == policy.generation })
      else {
        return .remark("generation \(policy.generation), of which there is no checkpoint")
      }
      let trainer = try Trainer(checkpoint: source.file, kind: run.kind)
      let expected = trainer.policyFile(name: source.heading.name, evaluation: policy.evaluation)
      guard expected == policy else {
        return .damaged("\(name): it is not the policy of \(source.name)")
      }
      return .whole("generation \(policy.generation), as in \(source.name)")
    }
  }

  private mutating func checkOthers() throws {
    let known = [
      RunFolder.configurationName, RunFolder.metricsName, RunFolder.policyName,
      RunFolder.checkpointsName, RunLock.fileName,
    ]
    for name in try fileSystem.names(in: path) where !known.contains(name) {
      check(name) { run in
        switch name {
        case RunFolder.curveName:
          let picture = try PNG.decode(run.bytes(name))
          return .whole("\(picture.bitmap.width) x \(picture.bitmap.height) pixels")
        case FailureFile.name:
          let episode = try FailureFile(run.bytes(name), file: "\(run.path)/\(name)").episode
          return .whole(
            "member \(episode.member) failed in generation \(episode.generation), "
              + "episode \(episode.episode), step \(episode.step)")
        case FailureFile.stateName:
          let state = try TensorFile.read(
            "\(run.path)/\(name)", requiringChecksum: true, in: run.fileSystem)
          return .whole(
            "generation \(try Trainer(checkpoint: state, kind: run.kind).state.generation)")
        case _ where AtomicFile.isTemporary(name):
          return .remark("left by a process that was killed; a resume removes it")
        default:
          return .remark("not a file of evo-rl")
        }
      }
    }
  }
}
