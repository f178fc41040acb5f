import EvoCore
import EvoGym

/// What a policy is trained for: to act in an environment, or to answer for a data set.
public enum TrainingSubject: Sendable {
  case environment(EnvironmentKind)
  case data(Dataset)

  /// What a configuration names.
  ///
  /// - Parameter kind: finds an environment by name.
  /// - Throws: what `kind` throws, or what loading a data set throws.
  public init(
    _ configuration: TrainingConfiguration, kind: (String) throws -> EnvironmentKind
  ) throws {
    if configuration.data.name != nil {
      self = .data(
        try DatasetCatalog.load(configuration.data, loss: configuration.objective.loss))
    } else {
      self = .environment(try kind(configuration.subjectName))
    }
    try configuration.policy.requireFit(self)
  }

  public var name: String {
    switch self {
    case .environment(let kind): kind.spec.name
    case .data(let dataset): dataset.name
    }
  }

  public var inputCount: Int {
    switch self {
    case .environment(let kind): kind.spec.observation.count
    case .data(let dataset): dataset.featureCount
    }
  }

  public var outputCount: Int {
    switch self {
    case .environment(let kind): kind.spec.action.outputCount
    case .data(let dataset): dataset.head.outputCount
    }
  }

  /// What makes actions or answers out of a network's outputs.
  ///
  /// - Parameter squash: what bounds continuous actions.
  public func head(squash: Squash) -> ActionHead {
    switch self {
    case .environment(let kind): ActionHead(kind.spec.action, squash: squash)
    case .data(let dataset): dataset.head
    }
  }

  /// The mean return that counts as solved; nil where there is none.
  public var solvedAt: Float? {
    switch self {
    case .environment(let kind): kind.spec.solvedAt
    case .data: nil
    }
  }

  /// What is acted in; nil for a data set.
  public var environment: EnvironmentKind? {
    if case .environment(let kind) = self { return kind }
    return nil
  }

  /// What evaluations measure beside the return; see `EnvironmentSpec.measures`.
  public var measures: [String] { environment?.spec.measures ?? [] }

  /// What it shows, when that is a picture.
  public var picture: PictureShape? {
    if case .data(let dataset) = self { return dataset.picture }
    return nil
  }

  public var isData: Bool {
    if case .data = self { return true }
    return false
  }
}

extension TrainingConfiguration {
  /// The name of the environment, with what it is made with, or of the data set.
  public var subjectName: String {
    data.name?.rawValue ?? GymAddress.text(env, arguments: gym.arguments)
  }

  /// The name of the environment as it can be looked for among those saved. A name of Gymnasium ends in
  /// a version that is part of it, so ours stands behind.
  public var environmentIdentifier: String {
    GymAddress(env) == nil ? env : EnvironmentLibrary.identifier(subjectName, version: 1)
  }
}

extension NetworkRecord {
  /// The policy that a configuration describes for a subject. Convolutions fit its pictures.
  public init(_ configuration: PolicyConfiguration, for subject: TrainingSubject) {
    self.init(
      widths: [subject.inputCount] + configuration.hidden + [subject.outputCount],
      activation: configuration.activation, hidden: configuration.hiddenKind,
      observationClip: configuration.normalizeObservations
        ? Float(configuration.observationClip) : nil,
      head: subject.head(squash: configuration.squash),
      convolutions: configuration.convolutions.isEmpty
        ? nil
        : subject.picture.flatMap { ConvolutionStack(configuration.convolutions, on: $0) })
  }
}

extension Network {
  /// The network that a configuration describes for a subject.
  public init(_ configuration: PolicyConfiguration, for subject: TrainingSubject) {
    self = NetworkRecord(configuration, for: subject).network
  }
}

extension Policy {
  /// The policy that a configuration describes for a subject, at a point of its training.
  ///
  /// - Parameters:
  ///   - moments: of the observations so far; nil when they are not normalized.
  ///   - reference: nil without virtual batch normalization.
  package init(
    _ configuration: PolicyConfiguration, for subject: TrainingSubject, network: Network,
    center: [Float], moments: ObservationMoments?, reference: ReferenceBatch?
  ) {
    self.init(
      network: network, head: subject.head(squash: configuration.squash), parameters: center,
      normalizer: moments.map {
        ObservationNormalizer($0, limit: Float(configuration.observationClip))
      }, reference: reference)
  }
}

extension TrainingSubject {
  /// What a policy may meet: the reference batch where there is one, observations of random play, or
  /// the first samples to train on.
  func probes(
    _ configuration: TrainingConfiguration, _ reference: ReferenceBatch?
  ) throws -> [Float] {
    let count = configuration.policy.referenceBatch
    switch self {
    case .environment(let kind):
      return try
        (reference
        ?? ReferenceBatch.collect(count: count, from: kind, seed: configuration.seed))
        .observations
    case .data(let dataset): return dataset.train.firstRows(count)
    }
  }
}
