import EvoCore
import EvoEnvs
import EvoTrain

/// Steps per second of the walkers under random actions, which make them fall soon: resets and the
/// making of new ground count.
struct WalkerBench {
  let settings: BenchSettings

  func run() throws -> Section {
    let clock = Stopclock(settings: settings)
    let lanes = 64
    let steps = settings.isQuick ? 4 : 100
    let figures = try ["bipedal-walker", "bipedal-walker-hardcore"].map { name in
      let entry = try EnvironmentLibrary().entry(name)
      let field = Field(spec: entry.spec, lanes: lanes)
      let block = try entry.kind.makeBlock(lanes)
      var random = Random(seed: 1, domain: .test)
      field.play(block, lanes: lanes, steps: 0)
      return Figure(
        "\(name), \(lanes) worlds", "steps/s",
        clock.rate(of: Double(steps * lanes)) {
          field.playAtRandom(
            block, lanes: lanes, steps: steps, actions: entry.spec.action, random: &random)
        }, target: name == "bipedal-walker" ? .atLeast(28_000) : nil)
    }
    return Section(.walkers, figures)
  }
}
