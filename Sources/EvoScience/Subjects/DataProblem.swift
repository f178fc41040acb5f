import EvoCore
import EvoTrain

/// A network that learns from a data set: what the supervised experiments look at.
struct DataProblem {
  let dataset: Dataset
  let network: Network
  let loss: Loss
  private let isNormalized: Bool

  init(_ dataset: Dataset, network: Network, loss: Loss, isNormalized: Bool) {
    self.dataset = dataset
    self.network = network
    self.loss = loss
    self.isNormalized = isNormalized
  }

  /// A rectifier network that classifies, its inputs normalized.
  init(_ dataset: Dataset, hidden: [Int]) {
    self.init(
      dataset,
      network: Network(
        widths: [dataset.featureCount] + hidden + [dataset.head.outputCount], activation: .relu),
      loss: .crossEntropy, isNormalized: true)
  }

  /// The data set that a setting names.
  static func load(_ name: DataConfiguration.Name) throws -> Dataset {
    var configuration = DataConfiguration()
    configuration.name = name
    return try DatasetCatalog.load(configuration, loss: .crossEntropy)
  }

  /// A policy with parameters as they start, inputs normalized by the training set.
  func policy(seed: UInt64) -> Policy {
    Policy(
      network: network, head: dataset.head, parameters: network.initialParameters(seed: seed),
      normalizer: isNormalized ? ObservationNormalizer(dataset.train.moments, limit: 5) : nil,
      reference: nil)
  }

  /// Training by backpropagation on minibatches, to compare with: never a default.
  ///
  /// - Parameter each: is shown the policy after each step.
  func descend(
    _ policy: Policy, steps: Int, batch: Int, seed: UInt64, optimizer: any Optimizer,
    learningRate: Schedule, each: (_ step: Int, Policy) throws -> Void
  ) rethrows -> Policy {
    var policy = policy
    var optimizer = optimizer
    for step in 0..<steps {
      let slope = gradient(policy, batch: batch, seed: seed, generation: step)
      optimizer.step(
        &policy.parameters, along: slope.map { Float(-$0) },
        learningRate: learningRate.value(at: step))
      try each(step + 1, policy)
    }
    return policy
  }

  /// A policy after some steps of Adam, where the loss is no longer flat.
  func warmedUp(steps: Int, seed: UInt64) -> Policy {
    descend(
      policy(seed: seed), steps: steps, batch: 128, seed: seed, optimizer: adam,
      learningRate: .constant(0.002), each: { _, _ in })
  }

  var adam: any Optimizer {
    Adam(
      parameterCount: network.parameterCount, beta1: 0.9, beta2: 0.999, epsilon: 1e-8,
      weightDecay: 0, isDecoupled: false)
  }

  /// An objective on minibatches of this data set.
  func objective(batch: Int, sharing: EpisodeSharing, seed: UInt64) -> SupervisedObjective {
    SupervisedObjective(
      dataset, network: network,
      settings: .init(loss: loss, batch: batch, sharing: sharing, seed: seed))
  }

  /// The samples that the whole population of a generation sees.
  func indices(batch: Int, seed: UInt64, generation: Int) -> [Int32] {
    MinibatchPlan(seed: seed, index: generation, size: batch, sharing: .generation)
      .draw(member: 0, pair: 0, from: dataset.train)
  }

  /// The gradient on those samples, by backpropagation.
  func gradient(_ policy: Policy, batch: Int, seed: UInt64, generation: Int) -> [Double] {
    LossGradient(policy, loss: loss).evaluate(
      dataset.train, indices(batch: batch, seed: seed, generation: generation)
    ).gradient
  }

  /// What estimates the gradient from minibatches.
  func probe(
    pairs: Int, rank: Int? = nil, sigma: Double, batch: Int, sharing: EpisodeSharing = .generation,
    seed: UInt64
  ) -> GradientProbe {
    GradientProbe(
      objective(batch: batch, sharing: sharing, seed: seed), network: network, rank: rank,
      pairs: pairs, sigma: sigma, seed: seed)
  }

  /// The share of the test set that a policy gets right.
  func accuracy(_ policy: Policy, on workers: any Workers) throws -> Double {
    let scores = try objective(batch: 1, sharing: .generation, seed: 0)
      .test(policy, on: workers).scores
    return scores.reduce(0) { $0 + Double($1) } / Double(scores.count)
  }
}

/// Estimates the gradient of a loss as an evolution strategy does, without shaping.
final class GradientProbe {
  private let objective: SupervisedObjective
  private let perturbation: GaussianPerturbation
  private let estimator: GradientEstimator
  private let pairs: Int
  private let sigma: Float
  private let seed: UInt64

  init(
    _ objective: SupervisedObjective, network: Network, rank: Int?, pairs: Int, sigma: Double,
    seed: UInt64
  ) {
    self.objective = objective
    self.pairs = pairs
    self.sigma = Float(sigma)
    self.seed = seed
    perturbation = GaussianPerturbation(rank: rank)
    estimator = GradientEstimator(network: network, perturbation: perturbation)
  }

  /// The estimate of one generation: `sum of (loss+ - loss-) noise / (2 n sigma)`.
  func estimate(
    _ policy: Policy, generation index: Int, on workers: any Workers
  ) throws -> [Double] {
    let generation = Generation(
      seed: seed, index: index, memberCount: 2 * pairs, sigma: sigma, antithetic: true)
    let fitness = try objective.fitness(
      of: generation, around: policy, perturbation: perturbation, on: workers)
    let weights = (0..<pairs).map { fitness[2 * $0 + 1] - fitness[2 * $0] }
    let scale = 1 / (2 * Double(pairs) * Double(sigma))
    return estimator.sum(weights, of: generation, on: workers).map { Double($0) * scale }
  }
}
