import EvoCore

/// A saved policy with which a training begins instead of with random parameters: to go on in a
/// harder environment, or with other settings.
public struct StartingPolicy: Sendable {
  /// The center of the first generation.
  let parameters: [Float]
  /// The statistics of the observations that it was trained on; nil when it does not normalize any.
  let moments: ObservationMoments?
  let reference: ReferenceBatch?

  package init(parameters: [Float], moments: ObservationMoments?, reference: ReferenceBatch?) {
    self.parameters = parameters
    self.moments = moments
    self.reference = reference
  }
}
