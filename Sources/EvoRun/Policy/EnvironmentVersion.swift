import EvoCore
import EvoFiles
import EvoTrain

/// Which version of its environment a policy or a training had, in the metadata of its file.
///
/// Version 1 is not written: files of the time before there were versions say nothing either.
enum EnvironmentVersion {
  private static let key = "env_version"

  static func write(_ version: Int, to metadata: inout [String: String]) {
    if version > 1 { metadata[key] = "\(version)" }
  }

  /// - Throws: `PolicyFileError` for what is no version.
  static func read(_ file: TensorFile) throws(PolicyFileError) -> Int {
    guard file.metadata[key] != nil else { return 1 }
    return try PolicyFile.number(key, in: file)
  }
}

extension TrainingSubject {
  /// 1 for data, which have no versions.
  var environmentVersion: Int { environment?.spec.version ?? 1 }
}
