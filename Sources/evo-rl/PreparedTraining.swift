import EvoCore
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTrain

/// A training before anything is written.
struct PreparedTraining {
  let configuration: TrainingConfiguration
  let name: String
  let subject: TrainingSubject
  let start: StartingPolicy?
  /// The file of the walker.
  let walker: [UInt8]?
  /// Draws what a policy does; nil on data.
  let picture: PolicyPicture?

  /// - Parameters:
  ///   - config: the name or the path of a configuration.
  ///   - isTold: whether remarks are told.
  init(_ config: String, _ settings: [String], isTold: Bool) throws {
    let (configuration, path) = try ConfigurationLibrary().load(config, overrides: settings)
    var walker: [UInt8]?
    var picture: PolicyPicture?
    var remarks: [String] = []
    let subject = try TrainingSubject(configuration) { _ in
      let environment = try configuration.environment(file: path)
      remarks = environment.remarks
      walker = environment.source
      picture = EpisodePicture.of { _ in environment }
      return environment.kind
    }
    if case .data(let dataset) = subject { remarks += dataset.remarks }
    if isTold { for remark in remarks { Terminal.warn(remark) } }
    try configuration.requireEnd(hasThreshold: subject.solvedAt != nil, file: path)
    try configuration.requireStart(file: path)
    start = try configuration.policy.start.map { argument in
      let saved = try savedFile(Self.startPath(argument))
      return try StartingPolicy(saved.file, path: saved.path, for: subject, configuration)
    }
    self.configuration = configuration
    name = stem(of: path)
    self.subject = subject
    self.walker = walker
    self.picture = picture
  }

  /// The path of the policy to start from: that of a file or folder is absolute by now, so that a word
  /// is a name, whatever lies in the working folder.
  private static func startPath(_ argument: String) throws -> String {
    let locator = ResourceLocator()
    do {
      return try argument.hasPrefix("/")
        ? locator.path(of: argument, .policies) : locator.shipped(argument, .policies)
    } catch { throw PolicyFileError.noStart(reason: "\(error)") }
  }
}
