import EvoCore
import EvoTrain

extension StartingPolicy {
  /// - Parameter path: where the file was found, for messages.
  /// - Throws: `PolicyFileError` when the policy is not of the kind that the configuration describes
  ///   for the subject.
  public init(
    _ file: PolicyFile, path: String, for subject: TrainingSubject,
    _ configuration: TrainingConfiguration
  ) throws(PolicyFileError) {
    let found = NetworkRecord(file.policy)
    let expected = NetworkRecord(configuration.policy, for: subject)
    for (found, expected) in zip(found.parts, expected.parts) where found.value != expected.value {
      throw .otherPolicy(
        file: path, key: found.key, found: found.value, expected: expected.value)
    }
    guard found.head == expected.head else {
      throw .doesNotFit(
        file: path, environment: subject.name, found: "other actions",
        expected: "the environment's kind and bounds of actions, with squash: "
          + configuration.policy.squash.rawValue)
    }
    // Every step of a training is an observation that its statistics have seen. Those before, of a
    // policy that it began with itself, are in its statistics but not in its count.
    let count = Double(max(file.envSteps, 1))
    let moments = file.policy.normalizer.map { normalizer in
      ObservationMoments(
        count: count, mean: normalizer.mean.map(Double.init),
        squares: normalizer.variance.map { Double($0) * count })
    }
    self.init(
      parameters: file.policy.parameters, moments: moments, reference: file.policy.reference)
  }
}

extension NetworkRecord {
  /// What has to be equal for a training to go on, under the names of files and configurations.
  fileprivate var parts: [(key: String, value: String)] {
    [
      ("layers", "\(widths)"), ("activation", activation.rawValue),
      ("virtual_batch_norm", "\(hidden == .batchNormed)"),
      ("layer_norm", "\(hidden == .layerNormed)"),
      ("normalize_observations", "\(observationClip != nil)"),
    ]
  }
}
