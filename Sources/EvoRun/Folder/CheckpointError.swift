import EvoCore
import EvoFiles
import EvoTrain
import EvoWords

/// Why a checkpoint that can be read is not one to go on with.
public enum CheckpointError: Error, Equatable, Sendable {
  case otherGeneration(file: String, found: Int)
  /// Of a run with another configuration; the values of the first key that differs.
  case otherRun(file: String, key: String, found: String, expected: String)
  /// A part of the state that no training can have.
  case impossible(file: String, key: String, found: String, expected: String)
  /// What was trained in or on cannot be had here, so the file may be as good as any.
  case unknownEnvironment(file: String, name: String, reason: String)
  case noData(file: String, name: String, reason: String)
}

extension CheckpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .otherGeneration(let file, let found):
      "\(file): it is of generation \(found), unlike its name"
    case .otherRun(let file, let key, let found, let expected):
      "\(file): it is of another run: \(key) is \(abridged(found)), but in "
        + "\(RunFolder.configurationName) \(abridged(expected))"
    case .impossible(let file, let key, let found, let expected):
      "\(file): \(key): found \(abridged(found)), expected \(expected)"
    case .unknownEnvironment(let file, let name, let reason):
      "\(file): unknown environment '\(abridged(name))': \(reason)"
    case .noData(let file, let name, let reason):
      "\(file): its data set '\(abridged(name))' cannot be had: \(reason)"
    }
  }
}

extension CheckpointError {
  /// Whether an error of reading a checkpoint means that the file is of no use. Everything else (no
  /// memory, a limit, a device, a missing environment, another version) says nothing about it.
  static func isDamage(_ error: any Error) -> Bool {
    switch error {
    case _ where saysNothing(error): false
    case PolicyFileError.otherVersion: false
    case is FileError: true
    case is SafetensorsError, is PolicyFileError, is CheckpointError, is ConfigurationError: true
    case is StrategyError, is RobustnessError, is RewardFactorError: true
    default: false
    }
  }

  /// Whether an error is about the surroundings, and says nothing about the file.
  static func saysNothing(_ error: any Error) -> Bool {
    switch error {
    case let error as FileError: !error.isOfContents
    case CheckpointError.unknownEnvironment, CheckpointError.noData: true
    case PolicyFileError.otherData, PolicyFileError.noDataPath: true
    case is MemoryError, is EpisodeMemoryError: true
    default: false
    }
  }

  static func requireName(
    _ name: String, of heading: CheckpointFile.Heading, file: String
  ) throws(CheckpointError) {
    if let generation = RunFolder.generation(ofCheckpoint: name),
      generation != heading.generation
    {
      throw .otherGeneration(file: file, found: heading.generation)
    }
  }
}
