import EvoCore
import EvoTrain
import EvoWords

/// What a checkpoint remembers of a table, so that a training never goes on with another: classes that
/// have changed places would be learned anew without a word.
extension TrainingSubject {
  /// The metadata of a checkpoint: of a table, or the version of an environment.
  var metadata: [String: String] {
    guard case .data(let dataset) = self else {
      var metadata: [String: String] = [:]
      EnvironmentVersion.write(environmentVersion, to: &metadata)
      return metadata
    }
    guard let table = dataset.table else { return [:] }
    var metadata = [PolicyFile.tableKey: table.json.text]
    if !dataset.classes.isEmpty {
      var json = JSONObject()
      json.add(PolicyFile.classesKey, dataset.classes)
      metadata[PolicyFile.classesKey] = json.text
    }
    return metadata
  }
}

extension CheckpointFile {
  /// Refuses a checkpoint whose training began with other data than `subject` has. One without a word
  /// on its data passes.
  static func requireData(
    _ file: TensorFile, _ subject: TrainingSubject, path: String
  ) throws(PolicyFileError) {
    let present = subject.metadata
    for (key, what) in [
      (PolicyFile.classesKey, "classes"), (PolicyFile.tableKey, "rows or columns"),
    ] {
      guard let expected = file.metadata[key], let found = present[key], found != expected else {
        continue
      }
      throw .otherData(
        file: file.source, path: path, what: what, found: found, expected: expected)
    }
  }
}
