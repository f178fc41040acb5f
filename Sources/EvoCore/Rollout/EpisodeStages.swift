/// What plays in a block of lanes, stage by stage: the noise on what policies see, the policies, the
/// noise on what they do, the opponents, and the environment. Training and whoever watches an episode
/// play by this one order.
package final class EpisodeStages {
  package let memory: LaneMemory
  package let policy: any LanePolicy
  private let spec: EnvironmentSpec
  private let environment: any EnvironmentBlock
  /// The environment, where its episodes can be left and gone on with.
  private let resumable: (any ResumableBlock)?
  private let block: LaneBlock
  /// Made when episodes ask for it, kept for those that ask for the same.
  private var disturbance: LaneDisturbance?
  /// The same.
  private var adversary: LaneAdversary?
  /// By how much measures count in place of the reward; empty for the reward itself.
  private var measureFactors: [Float] = []
  /// The block as policies see it.
  private(set) var view: LaneBlock

  /// - Parameters:
  ///   - isMeasured: whether the environment measures its steps.
  ///   - stride: lanes, a multiple of 16, for which the environment and the policy were made.
  package init(
    _ environment: any EnvironmentBlock, spec: EnvironmentSpec, policy: any LanePolicy,
    isMeasured: Bool = false, stride: Int
  ) {
    self.environment = environment
    self.spec = spec
    self.policy = policy
    resumable = environment as? any ResumableBlock
    memory = LaneMemory(spec, isMeasured: isMeasured, stride: stride)
    block = memory.block
    view = block
  }

  /// Says under which conditions the episodes are played that begin from now on.
  package func prepare(_ conditions: EpisodeConditions) {
    let (amount, opponent) = (conditions.disturbance, conditions.adversary)
    measureFactors = conditions.measureFactors
    if disturbance?.amount ?? .none != amount {
      disturbance =
        amount == .none ? nil : LaneDisturbance(amount, spec: spec, stride: block.stride)
    }
    view = disturbance?.view(of: block) ?? block
    if let opponent {
      adversary?.setCenter(opponent)
      adversary = adversary ?? LaneAdversary(opponent, spec: spec, stride: block.stride)
    } else {
      adversary = nil
    }
  }

  // MARK: The life of an episode

  /// Starts an episode in `lane`, whose policy has been loaded.
  ///
  /// - Parameter encounter: the opponent, where there are any.
  package func begin(
    lane: Int, random: inout Random, meeting encounter: @autoclosure () -> Encounter
  ) {
    memory.setAlive(lane, true)
    environment.reset(lane: lane, random: &random, in: block)
    disturbance?.begin(lane: lane, random: &random)
    adversary?.begin(lane: lane, meeting: encounter())
    policy.begin(lane: lane)
  }

  /// Completes the first observations of the episodes that have begun in lanes `0..<lanes`.
  package func settle(lanes: Int) { environment.settle(lanes: lanes, in: block) }

  /// Why the environment plays no longer; nil while it does.
  package var failure: (any Error)? { environment.failure }

  /// Shows lanes `0..<lanes` to their policies.
  ///
  /// - Parameter steps: that each lane's episode has behind it.
  package func observe(lanes: Int, steps: UnsafePointer<Int32>) {
    settle(lanes: lanes)
    disturbance?.observe(block, steps: steps, lanes: lanes)
  }

  /// Lets the policies act on what they see, and the environment answer.
  package func act(lanes: Int, steps: UnsafePointer<Int32>) {
    policy.act(lanes: lanes, in: view)
    disturbance?.act(block, steps: steps, lanes: lanes)
    adversary?.act(block, lanes: lanes)
    environment.step(lanes: lanes, in: block)
    if !measureFactors.isEmpty { weighMeasures(lanes: lanes) }
  }

  /// Puts the weighted sum of the measures in the place of the reward.
  private func weighMeasures(lanes: Int) {
    // A reward that is not finite ends the episode as failed, whatever was measured.
    for lane in 0..<lanes where block.isAlive(lane) && block.reward[lane].isFinite {
      guard let values = block.measured(lane) else { return }
      var sum: Float = 0
      for index in measureFactors.indices { sum += measureFactors[index] * values[index] }
      block.reward[lane] = sum
    }
  }

  /// Moves an episode; lane `source` plays none afterwards.
  package func moveLane(from source: Int, to target: Int) {
    policy.moveLane(from: source, to: target)
    environment.moveLane(from: source, to: target)
    disturbance?.moveLane(from: source, to: target)
    adversary?.moveLane(from: source, to: target)
    memory.moveLane(from: source, to: target)
  }

  // MARK: Episodes that are left and gone on with

  /// Writes what a lane's episode goes on from: the environment's numbers, and behind them what the
  /// policy remembers.
  package func save(lane: Int, to numbers: UnsafeMutablePointer<Float>) {
    guard let resumable else { return }
    resumable.save(lane: lane, to: LaneWriter(numbers, stride: 1), in: block)
    policy.save(lane: lane, to: LaneWriter(numbers + resumable.savedCount, stride: 1))
  }

  /// Goes on with an episode that was saved, in a lane that has begun it with its random numbers.
  package func restore(lane: Int, from numbers: UnsafePointer<Float>) {
    guard let resumable else { return }
    resumable.restore(lane: lane, from: LaneReader(numbers, stride: 1), in: block)
    policy.restore(lane: lane, from: LaneReader(numbers + resumable.savedCount, stride: 1))
  }
}

extension EpisodePieces {
  /// How many numbers save an episode of a network in an environment; nil when it cannot be saved.
  public static func savedCount(of network: Network, in kind: EnvironmentKind) throws -> Int? {
    try kind.savedCount().map { $0 + network.stateCount }
  }
}
