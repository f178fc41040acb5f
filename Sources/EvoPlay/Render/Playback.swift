import EvoCore
import EvoDraw
import EvoEnvs
import EvoTrain

/// Plays one episode of a policy step by step, for whoever wants to watch.
public final class Playback {
  /// Who plays which episode.
  public enum Player: Sendable {
    /// The policy itself, in the episode that `evo-rl eval` with the same seed plays as its number
    /// `episode`.
    case center(seed: UInt64, episode: Int, episodes: Int)
    /// A member of a generation around the policy, as in the training: where that plays a piece of
    /// the episode, so does this.
    case member(MemberEpisode)
  }

  public let spec: EnvironmentSpec
  public private(set) var step = 0
  public private(set) var episodeReturn = 0.0
  /// How the episode ended, or nil while it goes on.
  public private(set) var end: EpisodeEnd?

  private let plan: EpisodePlan
  /// The step at which it is truncated.
  private let limit: Int
  private let stage: any Stage
  private let policy: PolicyBlock
  private let observation: AlignedBuffer<Float>
  private let action: AlignedBuffer<Float>
  private let reward: AlignedBuffer<Float>
  private let terminated: AlignedBuffer<Int32>
  private let alive: AlignedBuffer<UInt16>
  private let steps = AlignedBuffer<Int32>(count: 1, filledWith: 0)
  private let block: LaneBlock
  /// The block as the policy sees it.
  private var view: LaneBlock
  private var disturbance: LaneDisturbance?
  private var adversary: LaneAdversary?

  private static let lanes = 16

  /// - Parameter policy: the center.
  public init(
    _ policy: Policy, in environment: EnvironmentCatalog.Entry, player: Player
  ) throws {
    let lanes = Self.lanes
    spec = environment.spec
    let ranges = if case .member(let member) = player { member.ranges } else { [ConstantRange]() }
    stage = try environment.makeStage(ranges)
    let rank = if case .member(let member) = player { member.perturbation.rank } else { 0 as Int? }
    self.policy = PolicyBlock(policy: policy, rank: rank, stride: lanes)
    observation = AlignedBuffer(count: spec.observation.count * lanes, filledWith: 0)
    action = AlignedBuffer(
      count: max(spec.action.width, spec.action.outputCount) * lanes, filledWith: 0)
    reward = AlignedBuffer(count: lanes, filledWith: 0)
    terminated = AlignedBuffer(count: lanes, filledWith: 0)
    alive = AlignedBuffer(count: 1, filledWith: 1)
    block = LaneBlock(
      stride: lanes, observation: observation.base, action: action.base, reward: reward.base,
      terminated: terminated.base, alive: alive.base)
    view = block
    var random: Random
    switch player {
    case .center(let seed, let episode, let episodes):
      plan = .evaluation(seed: seed, episodes: episodes)
      limit = spec.stepLimit
      self.policy.loadCenter(lane: 0)
      random = plan.random(member: 0, pair: 0, episode: episode)
    case .member(let member):
      plan = member.plan
      let steps = plan.steps(pair: member.pair, stepLimit: spec.stepLimit)
      (step, limit) = (steps.lowerBound, steps.upperBound)
      self.policy.load(
        member: member.member, of: member.generation, perturbation: member.perturbation, lane: 0)
      random = member.random
    }
    stage.reset(lane: 0, random: &random, in: block)
    if plan.disturbance != .none {
      let disturbance = LaneDisturbance(plan.disturbance, spec: spec, stride: lanes)
      disturbance.begin(lane: 0, random: &random)
      view = disturbance.view(of: block)
      self.disturbance = disturbance
    }
    if case .member(let member) = player {
      if let opponent = plan.adversary {
        let adversary = LaneAdversary(opponent, spec: spec, stride: lanes)
        adversary.begin(lane: 0, meeting: member.encounter)
        self.adversary = adversary
      }
      resume(member)
    }
  }

  /// Goes on with an episode of an earlier generation, where the training does.
  private func resume(_ member: MemberEpisode) {
    guard let pieces = plan.pieces, plan.resumes(pair: member.pair) else { return }
    let job = member.member * plan.episodesPerMember + member.episode
    if pieces.isOver[job] {
      end = .terminated
    } else {
      pieces.saved.withUnsafeBufferPointer { saved in
        guard let base = saved.baseAddress, let stage = stage as? any ResumableBlock else { return }
        stage.restore(
          lane: 0, from: LaneReader(base + job * pieces.savedCount, stride: 1), in: block)
      }
    }
  }

  /// Plays one step; does nothing once the episode has ended.
  public func advance() {
    guard end == nil else { return }
    steps.base[0] = Int32(step)
    disturbance?.observe(block, steps: steps.base, lanes: 1)
    policy.act(lanes: Self.lanes, in: view)
    disturbance?.act(block, steps: steps.base, lanes: 1)
    adversary?.act(block, lanes: 1)
    stage.step(lanes: Self.lanes, in: block)
    step += 1
    let (gained, floor) = (reward.base[0], plan.rewardFloor)
    // A NaN is not below the floor and stays one.
    episodeReturn += Double((gained < floor ? floor : gained) + plan.rewardOffset)
    let isFinite =
      episodeReturn.isFinite && gained.isFinite
      && spec.observation.indices.allSatisfy { observation.base[$0 * Self.lanes].isFinite }
      && (0..<spec.action.width).allSatisfy { action.base[$0 * Self.lanes].isFinite }
    if !isFinite {
      end = .failed
    } else if terminated.base[0] != 0 {
      end = .terminated
    } else if step >= limit {
      end = .truncated
    }
  }

  /// Draws the present state.
  public func draw(on canvas: Canvas, legend: Bool) {
    stage.draw(on: canvas)
    if legend {
      Legend(
        environment: spec.name, step: step, episodeReturn: episodeReturn, captions: stage.captions
      ).draw(on: canvas)
    }
  }
}
