import Synchronization

/// Scores members on minibatches of a data set.
///
/// When the whole population sees the same minibatch, the product of the first layer's weights and
/// the inputs is computed once for everybody, and what a member of rank r adds costs r rows of it.
/// Results do not depend on the number of workers.
public final class SupervisedObjective: @unchecked Sendable {
  // Unchecked: workers write to disjoint lanes and members, and each has a runner of its own.

  public struct Settings: Sendable {
    public var loss: Loss
    /// Samples of a minibatch.
    public var batch: Int
    /// Who sees the same minibatch.
    public var sharing: EpisodeSharing
    public var seed: UInt64

    public init(loss: Loss, batch: Int, sharing: EpisodeSharing, seed: UInt64) {
      self.loss = loss
      self.batch = batch
      self.sharing = sharing
      self.seed = seed
    }
  }

  public let dataset: Dataset
  public let settings: Settings
  private let network: Network
  private let interrupt: Interrupt
  private let weights: WeightBlock
  private var shared: Minibatch
  private let sharedBase: AlignedBuffer<Float>
  private var runners: [MinibatchRunner] = []
  private var runnersRank: Int??
  private var centers: [MinibatchRunner] = []
  private let products = Atomic<Int>(0)

  /// Test samples that pass through the network together.
  private static let testLanes = 256

  /// - Parameter network: one that allows data; inputs and outputs as `dataset` has.
  public init(
    _ dataset: Dataset, network: Network, settings: Settings, interrupt: Interrupt = Interrupt()
  ) {
    precondition(
      network.widths[0] == dataset.featureCount
        && network.widths.last == dataset.head.outputCount && network.hidden.allows(.data),
      "a network that fits the data")
    self.dataset = dataset
    self.network = network
    self.settings = settings
    self.interrupt = interrupt
    weights = WeightBlock(network)
    let batch = min(settings.batch, dataset.train.count)
    shared = Minibatch(
      for: network, capacity: settings.sharing == .generation ? batch : 1)
    let first = network.layers[0]
    sharedBase = AlignedBuffer(
      count: first.outputs * first.positions * shared.stride, filledWith: 0)
  }

  /// How often the first layer's shared weights were multiplied by a minibatch so far, tests of the
  /// center aside.
  public var firstLayerProductCount: Int { products.load(ordering: .relaxed) }

  /// Samples that each member sees.
  public var samplesPerMember: Int { min(settings.batch, dataset.train.count) }

  /// Members that are scored side by side; a range of members that is not all of them begins and ends
  /// with a group.
  public static let groupSize = 16

  /// The mean value of every member's samples, with the sign by which larger is better; NaN where
  /// an output is not finite.
  ///
  /// - Parameter members: those that are scored, whole groups of `groupSize`; nil for all. The others
  ///   have NaN.
  /// - Throws: `Interrupted`.
  public func fitness(
    of generation: Generation, around policy: Policy, perturbation: any Perturbation,
    members: Range<Int>? = nil, on workers: some Workers
  ) throws -> [Float] {
    let range = members ?? 0..<generation.memberCount
    precondition(
      range.lowerBound.isMultiple(of: Self.groupSize)
        && (range.upperBound.isMultiple(of: Self.groupSize)
          || range.upperBound == generation.memberCount),
      "whole groups of members")
    weights.set(policy.parameters)
    let inputs = PolicyInputs(policy)
    let plan = MinibatchPlan(
      seed: settings.seed, index: generation.index, size: settings.batch,
      sharing: settings.sharing)
    makeRunners(workers.count, rank: perturbation.rank)
    if settings.sharing == .generation { prepareShared(plan, inputs, on: workers) }
    let task = MemberTask(
      objective: self, generation: generation, policy: policy, perturbation: perturbation,
      members: range, plan: plan, inputs: inputs, chunk: chunk(of: generation))
    workers.run { worker in task.run(runners[worker]) }
    if interrupt.mustAbandon { throw Interrupted() }
    return task.result()
  }

  private func makeRunners(_ count: Int, rank: Int?) {
    if runnersRank != .some(rank) { runners = [] }
    runnersRank = .some(rank)
    while runners.count < count {
      runners.append(
        MinibatchRunner(
          network: network, rank: rank,
          chunk: settings.sharing == .generation ? Self.groupSize : 2, capacity: samplesPerMember,
          ownsMinibatch: settings.sharing != .generation))
    }
  }

  /// How many members see a minibatch side by side.
  private func chunk(of generation: Generation) -> Int {
    switch settings.sharing {
    case .generation: Self.groupSize
    case .pair: generation.antithetic ? 2 : 1
    case .none: 1
    }
  }

  /// The minibatch of the whole population and its first-layer product, each worker some lanes.
  private func prepareShared(
    _ plan: MinibatchPlan, _ inputs: PolicyInputs, on workers: some Workers
  ) {
    let indices = plan.draw(member: 0, pair: 0, from: dataset.train)
    shared.resize(to: indices.count)
    let groups = shared.lanes / 16
    let share = (groups + workers.count - 1) / workers.count
    let usesBase = runnersRank != .some(.none)
    workers.run { worker in
      let range = min(worker * share, groups) * 16..<min((worker + 1) * share, groups) * 16
      guard !range.isEmpty else { return }
      shared.gather(indices, lanes: range, from: dataset.train, for: inputs)
      if usesBase {
        runners[worker].multiplyFirst(
          weights: weights, shared, lanes: range, into: sharedBase.base)
      }
    }
    if usesBase { products.add(1, ordering: .relaxed) }
  }

  /// Members handed out in chunks to whichever worker is free; each writes its own slots only.
  private final class MemberTask: @unchecked Sendable {
    private let objective: SupervisedObjective
    private let generation: Generation
    private let policy: Policy
    private let perturbation: any Perturbation
    private let plan: MinibatchPlan
    private let inputs: PolicyInputs
    private let chunk: Int
    private let end: Int
    private let fitness: AlignedBuffer<Float>
    private let next: Atomic<Int>

    init(
      objective: SupervisedObjective, generation: Generation, policy: Policy,
      perturbation: any Perturbation, members: Range<Int>, plan: MinibatchPlan,
      inputs: PolicyInputs, chunk: Int
    ) {
      self.objective = objective
      self.generation = generation
      self.policy = policy
      self.perturbation = perturbation
      self.plan = plan
      self.inputs = inputs
      self.chunk = chunk
      next = Atomic(members.lowerBound)
      end = members.upperBound
      fitness = AlignedBuffer(count: generation.memberCount, filledWith: .nan)
    }

    func result() -> [Float] {
      Array(UnsafeBufferPointer(start: fitness.base, count: fitness.count))
    }

    func run(_ runner: MinibatchRunner) {
      while !objective.interrupt.mustAbandon {
        let first = next.wrappingAdd(chunk, ordering: .relaxed).oldValue
        guard first < end else { return }
        let members = first..<min(first + chunk, end)
        if objective.settings.sharing == .generation {
          score(
            members, on: objective.shared, base: objective.sharedBase.base, runner)
        } else {
          let train = objective.dataset.train
          let indices = plan.draw(
            member: first, pair: generation.pair(of: first), from: train)
          runner.own.resize(to: indices.count)
          runner.own.gather(indices, lanes: 0..<runner.own.lanes, from: train, for: inputs)
          if perturbation.rank != nil {
            runner.multiplyFirst(
              weights: objective.weights, runner.own, lanes: 0..<runner.own.lanes,
              into: runner.ownBase.base)
            objective.products.add(1, ordering: .relaxed)
          }
          score(members, on: runner.own, base: runner.ownBase.base, runner)
        }
      }
    }

    private func score(
      _ members: Range<Int>, on batch: borrowing Minibatch, base: UnsafePointer<Float>,
      _ runner: MinibatchRunner
    ) {
      runner.load(
        members, of: generation, perturbation: perturbation, center: policy.parameters,
        inputs: batch)
      let loss = objective.settings.loss
      for member in members {
        let outputs = runner.forward(
          member: member, in: members, of: generation, perturbation: perturbation,
          center: policy.parameters, weights: objective.weights, batch: batch, base: base)
        loss.evaluate(
          outputs, count: policy.head.outputCount, answers: batch, into: runner.values.base)
        var sum = 0.0
        for lane in 0..<batch.sampleCount { sum += Double(runner.values.base[lane]) }
        let mean = Float(loss.sign * sum / Double(batch.sampleCount))
        fitness.base[member] = mean.isFinite ? mean : .nan
      }
    }
  }
}

extension SupervisedObjective {
  /// What a network makes of samples it was not trained on.
  public struct TestResult: Sendable, Equatable {
    /// Per sample: 1 or 0 for a right or wrong class, or the negative squared error in the units of
    /// the target; NaN where an output was not finite.
    public var scores: [Float]
    /// Mean cross-entropy, or the mean squared error in the units of the target.
    public var loss: Double
  }

  /// What a network makes of one sample.
  public struct SampleResult: BitwiseCopyable, Sendable, Equatable {
    /// As in `TestResult.scores`.
    public var score: Float
    /// Cross-entropy, or the squared error in the units of the target.
    public var loss: Float
  }

  /// Sends all samples of the test set through the policy.
  ///
  /// - Throws: `Interrupted`.
  public func test(_ policy: Policy, on workers: some Workers) throws -> TestResult {
    TestResult(try test(policy, samples: 0..<dataset.test.count, on: workers))
  }

  /// Sends some samples of the test set through the policy.
  ///
  /// - Throws: `Interrupted`.
  public func test(
    _ policy: Policy, samples: Range<Int>, on workers: some Workers
  ) throws -> [SampleResult] {
    weights.set(policy.parameters)
    while centers.count < workers.count {
      centers.append(
        MinibatchRunner(
          network: network, rank: 0, chunk: 1, capacity: Self.testLanes, ownsMinibatch: true))
    }
    let task = TestTask(objective: self, policy: policy, samples: samples)
    workers.run { worker in task.run(centers[worker]) }
    if interrupt.mustAbandon { throw Interrupted() }
    return task.results()
  }

  /// Test samples handed out in blocks to whichever worker is free.
  private final class TestTask: @unchecked Sendable {
    private let objective: SupervisedObjective
    private let policy: Policy
    private let inputs: PolicyInputs
    private let range: Range<Int>
    /// One number per sample of the range.
    private let scores: AlignedBuffer<Float>
    private let crossEntropies: AlignedBuffer<Float>
    private let next: Atomic<Int>
    private let isRegression: Bool

    init(objective: SupervisedObjective, policy: Policy, samples: Range<Int>) {
      self.objective = objective
      self.policy = policy
      inputs = PolicyInputs(policy)
      range = samples
      next = Atomic(samples.lowerBound)
      scores = AlignedBuffer(count: samples.count, filledWith: .nan)
      crossEntropies = AlignedBuffer(count: samples.count, filledWith: .nan)
      if case .regression = objective.dataset.task {
        isRegression = true
      } else {
        isRegression = false
      }
    }

    func run(_ runner: MinibatchRunner) {
      let samples = objective.dataset.test
      while !objective.interrupt.mustAbandon {
        let first = next.wrappingAdd(testLanes, ordering: .relaxed).oldValue
        guard first < range.upperBound else { return }
        let block = first..<min(first + testLanes, range.upperBound)
        let slot = first - range.lowerBound
        runner.own.resize(to: block.count)
        runner.own.gather(
          block.map(Int32.init), lanes: 0..<runner.own.lanes, from: samples, for: inputs)
        let outputs = runner.forwardCenter(weights: objective.weights)
        if isRegression {
          evaluate(.meanSquaredError, outputs, runner, into: scores.base + slot)
        } else {
          evaluate(.accuracy, outputs, runner, into: scores.base + slot)
          evaluate(.crossEntropy, outputs, runner, into: crossEntropies.base + slot)
        }
      }
    }

    private func evaluate(
      _ loss: Loss, _ outputs: UnsafePointer<Float>, _ runner: MinibatchRunner,
      into values: UnsafeMutablePointer<Float>
    ) {
      loss.evaluate(
        outputs, count: policy.head.outputCount, answers: runner.own, into: runner.values.base)
      values.update(from: runner.values.base, count: runner.own.sampleCount)
    }

    func results() -> [SampleResult] {
      let unit = inputs.targetDeviation * inputs.targetDeviation
      return (0..<range.count).map {
        guard isRegression else {
          return SampleResult(score: scores.base[$0], loss: crossEntropies.base[$0])
        }
        let score = -unit * scores.base[$0]
        return SampleResult(score: score, loss: -score)
      }
    }
  }
}

extension SupervisedObjective.TestResult {
  /// - Parameter samples: the whole test set, in its order.
  public init(_ samples: [SupervisedObjective.SampleResult]) {
    scores = samples.map(\.score)
    loss = samples.reduce(0.0) { $0 + Double($1.loss) } / Double(samples.count)
  }
}
