import EvoCore
import EvoEnvs
import EvoRun
import EvoTrain

/// Steps per second of walkers, 64 worlds on one core, in lanes and by Box2D itself, one world after
/// the other. Under random actions walkers fall soon: resets and the making of new ground count. Under
/// the shipped policy they walk.
struct WalkerBench {
  let settings: BenchSettings

  private static let lanes = 64

  func run() throws -> Section {
    var figures: [Figure] = []
    for name in ["bipedal-walker", "bipedal-walker-hardcore", "raptor"] {
      let entry = try EnvironmentLibrary().entry(name)
      let isGoal = name == "bipedal-walker"
      figures += try compare(entry, "random actions", target: isGoal ? 4 : nil) { block, random in
        for lane in 0..<Self.lanes {
          entry.spec.action.writeRandom(
            to: LaneWriter(block.action + lane, stride: block.stride), using: &random)
        }
      }
      let saved = try SavedPolicy.load(name) { try EnvironmentLibrary().entry($0).kind }
      let policy = PolicyBlock(policy: saved.file.policy, rank: 0, stride: Self.lanes)
      for lane in 0..<Self.lanes { policy.loadCenter(lane: lane) }
      figures += try compare(entry, "shipped policy", target: isGoal ? 4.5 : nil) { block, _ in
        policy.act(lanes: Self.lanes, in: block)
      }
    }
    return Section(
      .walkers, figures,
      notes: ["64 worlds on one core, lanes and Box2D measured in turn; \"times\" is their ratio"])
  }

  /// In lanes, by Box2D, and how many times as many steps lanes make.
  private func compare(
    _ entry: EnvironmentCatalog.Entry, _ actions: String, target: Double?,
    act: @escaping (LaneBlock, inout Random) -> Void
  ) throws -> [Figure] {
    let steps = settings.isQuick ? 4 : 100
    let kinds = [entry.kind, entry.plainKind ?? entry.kind]
    let works = try kinds.map { kind in
      let play = try Play(kind: kind, lanes: Self.lanes, settling: settings.isQuick ? 0 : 100, act)
      return { play.run(steps: steps) }
    }
    let seconds = Stopclock(settings: settings).seconds(works)
    let amount = Double(steps * Self.lanes)
    let name = "\(entry.spec.name), \(actions)"
    return [
      Figure("\(name), lanes", "steps/s", Spread(seconds[0].map { amount / $0 })),
      Figure("\(name), Box2D", "steps/s", Spread(seconds[1].map { amount / $0 })),
      Figure(
        "\(name), times", "", Spread(zip(seconds[0], seconds[1]).map { $1 / $0 }),
        target: target.map { .atLeast($0) }),
    ]
  }

  /// Episodes that go on from call to call.
  private final class Play {
    private let field: Field
    private let environment: any EnvironmentBlock
    private let lanes: Int
    private let act: (LaneBlock, inout Random) -> Void
    private var random = Random(seed: 1, domain: .probe)

    /// - Parameter settling: steps before the first call, so that not all walkers stand at the start.
    init(
      kind: EnvironmentKind, lanes: Int, settling: Int,
      _ act: @escaping (LaneBlock, inout Random) -> Void
    ) throws {
      field = Field(spec: kind.spec, lanes: lanes)
      environment = try kind.makeBlock(lanes)
      self.lanes = lanes
      self.act = act
      field.play(environment, lanes: lanes, steps: 0)
      run(steps: settling)
    }

    func run(steps: Int) {
      field.play(environment, lanes: lanes, steps: steps, random: &random, act: act)
    }
  }
}
