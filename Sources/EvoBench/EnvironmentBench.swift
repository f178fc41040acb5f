import EvoCore
import EvoEnvs

/// Steps per second of every environment of the catalogue under a constant action.
struct EnvironmentBench {
  let settings: BenchSettings

  func run() throws -> Section {
    let clock = Stopclock(settings: settings)
    let lanes = 64
    var figures: [Figure] = []
    for entry in EnvironmentCatalog.all {
      let steps = min(entry.spec.stepLimit, settings.isQuick ? 8 : 200)
      let field = Field(spec: entry.spec, lanes: lanes)
      let block = try entry.kind.makeBlock(lanes)
      figures.append(
        Figure(
          "\(entry.spec.name), \(lanes) lanes", "steps/s",
          clock.rate(of: Double(steps * lanes)) {
            field.play(block, lanes: lanes, steps: steps)
          }))
      let stage = try entry.makeStage([])
      figures.append(
        Figure(
          "\(entry.spec.name), one at a time", "steps/s",
          clock.rate(of: Double(steps)) { field.play(stage, lanes: 1, steps: steps) }))
    }
    return Section(.envs, figures)
  }
}
