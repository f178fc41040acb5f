import EvoCore
import EvoDraw
import EvoFiles
import EvoTrain

/// Where the reports of a run go, one for each generation; `metrics.csv` is the first.
///
/// Promises, which `RunFolder` relies on:
/// - `append` has handed the report to the operating system when it returns, so that a killed
///   process loses none.
/// - After `flush` the reports so far survive a power cut. A checkpoint is written after that, so it
///   never knows of a report that the sink has lost.
/// - A sink that is opened for a run that goes on after generation g shows no report of a later
///   generation any more: it cuts its file back, or begins a new file that overrules the old ones.
/// - Opening changes no file beyond that, unless another program has changed it. A training that has ended is opened as well, only to find
///   that there is nothing to do; a new file is made with the first report.
///
/// A sink does not take part in the training: it throws where it cannot write, which ends the run,
/// and changes nothing else.
public protocol MetricsSink: AnyObject {
  /// The files that it writes, for `RunFile.all`.
  static var files: [RunFile] { get }

  /// Opens the sink in a run folder.
  ///
  /// - Parameter warn: tells the user what is lost, in one sentence that names the file.
  /// - Returns: nil when the configuration does not ask for this sink.
  static func open(_ place: SinkPlace, warn: (String) -> Void) throws -> (any MetricsSink)?

  /// Wall time, in seconds, that the run had taken when it was left; nil where the sink does not
  /// know.
  var elapsed: Double? { get }

  func append(_ report: GenerationReport) throws
  func flush() throws

  /// The run ends here or is left for a time, and the last checkpoint is written: what follows is for
  /// those who look at the run.
  ///
  /// - Parameter evaluation: of the last center; nil where it was not evaluated.
  func close(_ evaluation: EvaluationSummary?) throws
}

extension MetricsSink {
  public var elapsed: Double? { nil }
  public func close(_ evaluation: EvaluationSummary?) throws {}
}

/// Draws what a policy does in an episode of an environment, which is named with its version; nil where
/// there is no picture to be had.
public typealias PolicyPicture = (
  _ environment: String, _ policy: Policy, _ seed: UInt64
) throws -> Canvas?

extension Trainer {
  /// Draws what the present center does, always in the same episode; nil where there is nothing to see.
  func show(_ picture: PolicyPicture?) -> (() throws -> Canvas?)? {
    guard let picture, case .environment(let kind) = subject else { return nil }
    let name = EnvironmentLibrary.identifier(
      configuration.subjectName, version: kind.spec.version)
    return { try picture(name, self.policy, self.configuration.seed) }
  }
}

/// What a sink is opened with.
public struct SinkPlace {
  /// Path of the run folder.
  public let folder: String
  /// Name of the configuration.
  public let name: String
  public let configuration: TrainingConfiguration
  /// What evaluations measure beside the return, by name.
  public let measures: [String]
  /// Whether the run begins; what an earlier start left in the folder counts for nothing then.
  public let isNew: Bool
  /// How many generations are complete.
  public let generation: Int
  /// Training steps of all members until then.
  public let envSteps: Int
  /// Draws what the center does now; nil where there is nothing to see.
  public let picture: (() throws -> Canvas?)?
  /// What every system call goes through.
  public let fileSystem: FileSystem
}

/// The catalogue of sinks.
public enum MetricsSinks {
  public static var all: [any MetricsSink.Type] { [MetricsCSV.self, TensorBoardEvents.self] }

  /// Opens those of `types` that the configuration asks for.
  static func open(
    _ types: [any MetricsSink.Type], at place: SinkPlace, warn: (String) -> Void
  ) throws -> [any MetricsSink] {
    try types.compactMap { try $0.open(place, warn: warn) }
  }
}
