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
    let found = file.policy
    func require<Value: Equatable>(
      _ key: String, _ found: Value, _ expected: Value
    ) throws(PolicyFileError) {
      guard found == expected else {
        throw .otherPolicy(file: path, key: key, found: "\(found)", expected: "\(expected)")
      }
    }
    let expected = configuration.policy
    let network = Network(expected, for: subject)
    try require("layers", found.network.widths, network.widths)
    try require("activation", found.network.activation.rawValue, expected.activation.rawValue)
    try require(
      "virtual_batch_norm", found.network.virtualBatchNorm, expected.virtualBatchNorm)
    try require("layer_norm", found.network.layerNorm, expected.layerNorm)
    try require("normalize_observations", found.normalizer != nil, expected.normalizeObservations)
    guard found.head == subject.head(squash: expected.squash) else {
      throw .doesNotFit(
        file: path, environment: subject.name, found: "other actions",
        expected: "the environment's kind and bounds of actions, with squash: "
          + expected.squash.rawValue)
    }
    // Every step of a training is an observation that its statistics have seen. Those before, of a
    // policy that it began with itself, are in its statistics but not in its count.
    let count = Double(max(file.envSteps, 1))
    let moments = found.normalizer.map { normalizer in
      ObservationMoments(
        count: count, mean: normalizer.mean.map(Double.init),
        squares: normalizer.variance.map { Double($0) * count })
    }
    self.init(parameters: found.parameters, moments: moments, reference: found.reference)
  }
}
