import EvoCore
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
  public struct Kept {
    public let name: String
    public let file: TensorFile
    public let heading: CheckpointFile.Heading
  }

  public private(set) var findings: [Finding] = []
  public var isWhole: Bool {
    !findings.contains { if case .damaged = $0.verdict { true } else { false } }
  }

  /// Path of the run folder.
  public let path: String
  let fileSystem: FileSystem
  /// Where the data are now; nil for where they were.
  let data: String?
  let kind: (String) throws -> EnvironmentKind
  /// Tells the run's own checkpoints from others.
  let identity: RunIdentity
  /// The checkpoints of the last generations that were found whole so far, from old to new.
  public internal(set) var kept: [Kept] = []
  /// What the states of checkpoints are read into.
  var trainer: Trainer?
  /// The cells of the rows of the metrics, by generation.
  var rows: [Int: [String]] = [:]

  /// Checks the run in a folder.
  ///
  /// - Parameters:
  ///   - sinks: what the reports of the run went to.
  ///   - data: where the data of the run are now; nil for where they were.
  ///   - kind: finds an environment by name.
  /// - Throws: `FileError` or `RunFolderError` when there is no run, or it is being written; and what
  ///   keeps a file from being checked though it may be whole: an unknown environment, no memory.
  public init(
    _ path: String, sinks: [any MetricsSink.Type] = MetricsSinks.all,
    data: String? = nil, kind: @escaping (String) throws -> EnvironmentKind,
    in fileSystem: FileSystem = .posix
  ) throws {
    self.path = fileSystem.resolvingLink(path)
    self.fileSystem = fileSystem
    self.data = data
    self.kind = kind
    identity = try RunIdentity(self.path, in: fileSystem)
    var names = try fileSystem.names(in: path)
    guard names.contains(RunFolder.configurationName) else {
      throw RunFolderError.noRun(path: path)
    }
    try RunLock.requireFree(path, in: fileSystem)
    let checkpoints = RunFolder.checkpointsName
    names =
      try fileSystem.names(in: "\(path)/\(checkpoints)").map { "\(checkpoints)/\($0)" }
      + names.filter { $0 != checkpoints }
    for file in RunFile.all(sinks) {
      let found = names.filter(file.matches)
      names.removeAll(where: file.matches)
      for name in found.isEmpty && file.isRequired ? [file.name] : found {
        if let body = file.check { try check(name) { try body(&$0, name) } }
      }
    }
    for name in names { try remark(on: name) }
  }

  /// Notes what `body` says about a file, or why it throws.
  ///
  /// - Throws: what says nothing about the file.
  mutating func check(
    _ file: String, _ body: (inout Self) throws -> Finding.Verdict
  ) throws {
    let verdict: Finding.Verdict
    do { verdict = try body(&self) } catch {
      guard !CheckpointError.saysNothing(error) else { throw error }
      verdict = .damaged("\(error)")
    }
    findings.append(Finding(file: file, verdict: verdict))
  }

  /// The bytes of a file of the run.
  public func bytes(_ file: String) throws -> [UInt8] {
    try fileSystem.readFile("\(path)/\(file)", limit: MetricsCSV.limit)
  }

  private mutating func remark(on name: String) throws {
    try check(name) { _ in
      let last = name.split(separator: "/").last.map(String.init) ?? name
      if AtomicFile.isTemporary(last) {
        return .remark("left by a process that was killed; a resume removes it")
      }
      return .remark(
        last.contains(".safetensors.damaged")
          ? "a checkpoint that a resume could not go on with; nothing needs it"
          : "not a file of evo-rl")
    }
  }
}
