import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain

/// What a comparison reads of a run folder.
public struct RunRecord: Sendable {
  /// An evaluation of the center on the way.
  public struct Point: Sendable, Equatable {
    public var generation: Int
    /// Environment steps, or samples of data, of all members together.
    public var steps: Double
    /// Wall time of the training.
    public var seconds: Double
    /// Members that have been evaluated.
    public var evaluations: Double
    /// The mean episode return, or the score on the test set.
    public var value: Double
  }

  public let path: String
  public let configuration: TrainingConfiguration
  /// The evaluations in order; the last one is that of the saved policy.
  public let points: [Point]
  /// From which return on the environment counts as solved; nil where it says nothing of that.
  public let threshold: Double?

  /// Environment or data set.
  public var subject: String {
    guard let name = configuration.data.name else { return configuration.subjectName }
    return configuration.data.path.map { "\(name.rawValue) \($0)" } ?? name.rawValue
  }
  public var final: Double { points[points.count - 1].value }
  public var best: Double { points.reduce(-.infinity) { max($0, $1.value) } }

  /// - Throws: `RunFolderError`, `CompareError`, or what reading throws.
  public init(reading path: String, in fileSystem: FileSystem = .posix) throws {
    let path = fileSystem.resolvingLink(path)
    self.path = path
    configuration = try RunFolder.configuration(of: path, in: fileSystem)
    let policy = try PolicyFile(path: "\(path)/\(RunFolder.policyName)", in: fileSystem)
    threshold =
      configuration.data.name == nil
      ? try SavedEnvironment.entry(configuration.environmentIdentifier, of: path, in: fileSystem)
        .kind.spec.solvedAt.map(Double.init) : nil
    let members = configuration.strategy.members(
      dimension: policy.policy.network.parameterCount)
    let file = "\(path)/\(MetricsCSV.fileName)"
    var table = try MetricsTable(reading: file, in: fileSystem)
    if let last = policy.evaluation?.returnMean { table.setLast(last, at: policy.generation) }
    points = table.evaluations.map { row in
      Point(
        generation: row.generation, steps: row.steps, seconds: row.seconds,
        evaluations: Double(row.generation * members), value: row.value)
    }
    guard !points.isEmpty else { throw CompareError.noEvaluations(path: path) }
  }

  /// When the run first reached `threshold` on an axis.
  public func time(to threshold: Double, on axis: CurveAxis) -> TimeToThreshold {
    let there = points.first { $0.value >= threshold }
    return TimeToThreshold(
      axis.value(of: there ?? points[points.count - 1]), isReached: there != nil)
  }
}
