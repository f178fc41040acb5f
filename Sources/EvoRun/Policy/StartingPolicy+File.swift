import EvoCore
import EvoTrain

extension StartingPolicy {
  /// A smaller network than the configuration's begins as the same function, with units to spare.
  ///
  /// - Parameter path: where the file was found, for messages.
  /// - Throws: `PolicyFileError` when the policy is not of the kind that the configuration describes
  ///   for the subject.
  public init(
    _ file: PolicyFile, path: String, for subject: TrainingSubject,
    _ configuration: TrainingConfiguration
  ) throws(PolicyFileError) {
    let found = NetworkRecord(file.policy)
    let expected = NetworkRecord(configuration.policy, for: subject)
    let network = expected.network
    let isGrown = network.extends(file.policy.network)
    for (found, expected) in zip(found.parts, expected.parts) where found.value != expected.value {
      guard found.key == "layers", isGrown else {
        throw .otherPolicy(
          file: path, key: found.key, found: found.value, expected: expected.value)
      }
    }
    guard found.head == expected.head else {
      throw .doesNotFit(
        file: path, environment: subject.name, found: "other actions",
        expected: "the environment's kind and bounds of actions, with squash: "
          + configuration.policy.squash.rawValue)
    }
    var parameters = file.policy.parameters
    if found.widths != expected.widths {
      guard
        let grown = network.grown(
          from: file.policy.network, parameters,
          fresh: network.initialParameters(seed: configuration.seed))
      else { throw .cannotGrow(file: path, found: found.widths, expected: expected.widths) }
      parameters = grown
    }
    // Every step of a training is an observation that its statistics have seen. Those before, of a
    // policy that it began with itself, are in its statistics but not in its count.
    let count = Double(max(file.envSteps, 1))
    let moments = file.policy.normalizer.map { normalizer in
      ObservationMoments(
        count: count, mean: normalizer.mean.map(Double.init),
        squares: normalizer.variance.map { Double($0) * count })
    }
    self.init(parameters: parameters, moments: moments, reference: file.policy.reference)
  }
}

extension NetworkRecord {
  /// What has to be equal for a training to go on, under the names of files and configurations.
  fileprivate var parts: [(key: String, value: String)] {
    [
      ("convolutions", "\(convolutions?.layers.map(\.sizes) ?? [])"), ("layers", "\(widths)"),
      ("activation", activation.rawValue),
      ("virtual_batch_norm", "\(hidden == .batchNormed)"),
      ("layer_norm", "\(hidden == .layerNormed)"),
      ("normalize_observations", "\(observationClip != nil)"),
    ]
  }
}

extension Convolution {
  /// What has to be equal of two of them.
  fileprivate var sizes: [Int] { [channels, kernel, padding, pool] }
}
