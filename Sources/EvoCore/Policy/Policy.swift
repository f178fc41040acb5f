/// Frozen statistics of one normalized layer: per hidden unit, over the reference batch.
public struct BatchStatistics: Sendable, Equatable {
  public var mean: [Float]
  public var variance: [Float]

  public init(mean: [Float], variance: [Float]) {
    self.mean = mean
    self.variance = variance
  }
}

/// The fixed observations on which virtual batch normalization measures every network.
public struct ReferenceBatch: Sendable, Equatable {
  /// Row-major, one observation per row.
  public let observations: [Float]
  public let count: Int

  public init(observations: [Float], count: Int) {
    precondition(count > 0 && observations.count % count == 0, "whole observations")
    self.observations = observations
    self.count = count
  }
}

/// A network with everything it needs to act: parameters, normalizers and a head.
public struct Policy: Sendable, Equatable {
  public let network: Network
  public let head: ActionHead
  public var parameters: [Float]
  /// nil when observations go in as they are.
  public var normalizer: ObservationNormalizer?
  /// nil without virtual batch normalization.
  public var reference: ReferenceBatch?

  public init(
    network: Network, head: ActionHead, parameters: [Float], normalizer: ObservationNormalizer?,
    reference: ReferenceBatch?
  ) {
    precondition(parameters.count == network.parameterCount, "one number per parameter")
    precondition(head.outputCount == network.widths.last, "one output per action component")
    self.network = network
    self.head = head
    self.parameters = parameters
    self.normalizer = normalizer
    self.reference = reference
  }
}
