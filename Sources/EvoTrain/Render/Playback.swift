import EvoCore
import EvoDraw
import EvoEnvs

/// Plays one episode of a policy step by step, for whoever wants to watch.
public final class Playback {
  public let spec: EnvironmentSpec
  public private(set) var step = 0
  public private(set) var episodeReturn = 0.0
  /// How the episode ended, or nil while it goes on.
  public private(set) var end: EpisodeEnd?

  private let stage: any Stage
  private let policy: PolicyBlock
  private let observation: AlignedBuffer<Float>
  private let action: AlignedBuffer<Float>
  private let reward: AlignedBuffer<Float>
  private let terminated: AlignedBuffer<Int32>
  private let alive: AlignedBuffer<UInt16>
  private let block: LaneBlock

  private static let lanes = 16

  /// The episode that `evo-rl eval` with the same seed plays as its number `episode`.
  public init(
    _ policy: Policy, in environment: EnvironmentCatalog.Entry, seed: UInt64, episode: Int,
    episodes: Int
  ) throws {
    let lanes = Self.lanes
    spec = environment.spec
    stage = try environment.makeStage()
    self.policy = PolicyBlock(policy: policy, rank: 0, stride: lanes)
    observation = AlignedBuffer(count: spec.observation.count * lanes, filledWith: 0)
    action = AlignedBuffer(
      count: max(spec.action.width, spec.action.outputCount) * lanes, filledWith: 0)
    reward = AlignedBuffer(count: lanes, filledWith: 0)
    terminated = AlignedBuffer(count: lanes, filledWith: 0)
    alive = AlignedBuffer(count: 1, filledWith: 1)
    block = LaneBlock(
      stride: lanes, observation: observation.base, action: action.base, reward: reward.base,
      terminated: terminated.base, alive: alive.base)
    for lane in 0..<lanes { self.policy.loadCenter(lane: lane) }
    var random = EpisodePlan.evaluation(seed: seed, episodes: episodes)
      .random(member: 0, pair: 0, episode: episode)
    stage.reset(lane: 0, random: &random, in: block)
  }

  /// Plays one step; does nothing once the episode has ended.
  public func advance() {
    guard end == nil else { return }
    policy.act(lanes: Self.lanes, in: block)
    stage.step(lanes: Self.lanes, in: block)
    step += 1
    episodeReturn += Double(reward.base[0])
    let isFinite =
      episodeReturn.isFinite
      && spec.observation.indices.allSatisfy { observation.base[$0 * Self.lanes].isFinite }
    if !isFinite {
      end = .failed
    } else if terminated.base[0] != 0 {
      end = .terminated
    } else if step >= spec.stepLimit {
      end = .truncated
    }
  }

  /// Draws the present state.
  public func draw(on canvas: Canvas, legend: Bool) {
    stage.draw(on: canvas)
    if legend {
      Legend(environment: spec.name, step: step, episodeReturn: episodeReturn).draw(on: canvas)
    }
  }
}
