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

  private let stage: any Stage
  private let stages: EpisodeStages
  private let ledger: LaneLedger

  private static let lanes = 16

  /// - Parameter policy: the center.
  public init(
    _ policy: Policy, in environment: EnvironmentCatalog.Entry, player: Player
  ) throws {
    spec = environment.spec
    let member: MemberEpisode? = if case .member(let member) = player { member } else { nil }
    stage = try environment.makeStage(member?.ranges ?? [])
    let block = PolicyBlock(
      policy: policy, rank: member.map(\.perturbation.rank) ?? 0, stride: Self.lanes)
    stages = EpisodeStages(
      stage, spec: spec, policy: block,
      isMeasured: member.map { !$0.plan.conditions.measureFactors.isEmpty } ?? false,
      stride: Self.lanes)
    ledger = LaneLedger(stages.memory)
    switch player {
    case .center(let seed, let episode, let episodes):
      let plan = EpisodePlan.evaluation(seed: seed, episodes: episodes)
      block.loadCenter(lane: 0)
      begin(
        plan, pair: 0, random: plan.random(member: 0, pair: 0, episode: episode),
        meeting: plan.encounter(member: 0, pair: 0, episode: episode))
    case .member(let member):
      block.load(
        member: member.member, of: member.generation, perturbation: member.perturbation, lane: 0)
      begin(
        member.plan, of: member.pieces, pair: member.pair, random: member.random,
        meeting: member.encounter)
      resume(member)
    }
  }

  private func begin(
    _ plan: EpisodePlan, of pieces: EpisodePieces? = nil, pair: Int, random: Random,
    meeting encounter: Encounter
  ) {
    let conditions = plan.conditions
    stages.prepare(conditions)
    ledger.setReward(floor: conditions.rewardFloor, offset: conditions.rewardOffset)
    let steps = plan.steps(pair: pair, of: pieces, stepLimit: spec.stepLimit)
    step = steps.lowerBound
    ledger.begin(lane: 0, steps: steps)
    var random = random
    stages.begin(lane: 0, random: &random, meeting: encounter)
    stages.settle(lanes: Self.lanes)
  }

  /// Goes on with an episode of an earlier generation, where the training does.
  private func resume(_ member: MemberEpisode) {
    let address = member.plan.address
    guard let pieces = member.pieces, pieces.resumes(pair: member.pair, in: address.index) else {
      return
    }
    let job = member.member * address.episodesPerMember + member.episode
    if pieces.isOver[job] {
      end = .terminated
    } else {
      pieces.saved.withUnsafeBufferPointer { saved in
        guard let base = saved.baseAddress else { return }
        stages.restore(lane: 0, from: base + job * pieces.savedCount)
      }
    }
  }

  /// What is seen now.
  public var observation: [Float] { stages.memory.observation(0) }
  /// What was done in the latest step.
  public var action: [Float] { stages.memory.action(0) }
  /// What the latest step was rewarded with.
  public var reward: Float { stages.memory.block.reward[0] }

  /// Says why the environment plays or draws no longer, if so; its episode has failed then.
  func requireEnvironment() throws { if let failure = stages.failure { throw failure } }

  /// Plays one step; does nothing once the episode has ended.
  public func advance() {
    guard end == nil else { return }
    stages.observe(lanes: Self.lanes, steps: ledger.steps)
    stages.act(lanes: Self.lanes, steps: ledger.steps)
    let hasEnded = ledger.account(lanes: Self.lanes) > 0
    step = Int(ledger.steps[0])
    episodeReturn = ledger.episodeReturn(0)
    if hasEnded { end = ledger.end(of: 0) }
  }

  /// Draws the present state.
  ///
  /// - Parameter heading: lines that the legend begins with.
  public func draw(on canvas: Canvas, legend: Bool, heading: [String] = []) {
    stage.draw(on: canvas)
    if legend { self.legend(heading: heading).draw(on: canvas) }
  }

  private func legend(heading: [String]) -> Legend {
    Legend(
      environment: spec.name, heading: heading, step: step, episodeReturn: episodeReturn,
      captions: stage.captions)
  }

  /// What `draw` would draw now, for later and any thread; nil where the environment draws only itself.
  package func still(heading: [String]) -> Still? {
    stage.still().map { Still(picture: $0, legend: legend(heading: heading)) }
  }

  /// A moment of an episode.
  package struct Still: Sendable {
    package var picture: any Drawable & Sendable
    package var legend: Legend
  }
}
