import EvoCore
import EvoOptimize
import EvoTrain
import EvoWords

/// Shows a search as it goes, in the ways of `TrainingDisplay`.
struct OptimizationDisplay {
  let style: TrainingDisplay.Style
  private let stopwatch = Stopwatch()
  private var lastShown = -Double.infinity

  init(style: TrainingDisplay.Style) {
    self.style = style
  }

  mutating func show(_ progress: VectorOptimization.Progress) {
    let seconds = stopwatch.seconds
    switch style {
    case .quiet, .finalJSON: return
    case .json:
      var json = JSONObject()
      json.add("event", "generation")
      add(progress, to: &json)
      json.add("generation_best", progress.generationBest)
      json.add("generation_mean", progress.generationMean)
      Terminal.line(json.text)
    case .live, .lines:
      guard seconds - lastShown >= (style == .live ? 0.1 : 1) else { return }
      lastShown = seconds
      let parts = [
        "generation \(progress.generation)", "best \(NumberText.significant(progress.best, 4))",
        "\(Terminal.short(Double(progress.evaluations))) evaluations",
        "sigma \(NumberText.significant(progress.sigma, 4))", Terminal.duration(seconds),
      ]
      if style == .live {
        Terminal.overwrite(parts)
      } else {
        Terminal.line(parts.joined(separator: ", "))
      }
    }
  }

  func finish(_ search: VectorOptimization, _ problem: OptimizationProblem, strategy: String) {
    let progress = search.progress
    switch style {
    case .quiet: return
    case .json, .finalJSON:
      var json = JSONObject()
      json.add("event", "done")
      json.add("function", problem.name)
      json.add("strategy", strategy)
      add(progress, to: &json)
      json.add("reached", progress.reached)
      if let ending = progress.latestEnding { json.add("ending", ending.rawValue) }
      json.add("seconds", stopwatch.seconds)
      json.add("x", progress.bestPoint)
      print(json.text)
    case .live, .lines:
      if style == .live { Terminal.overwrite("") }
      let isShort = progress.bestPoint.count <= 8
      let point = progress.bestPoint.prefix(8).map { "\($0)" }.joined(separator: " ")
      var rows = [
        ["result", Self.result(search)],
        ["best value", "\(progress.best)"],
        ["at", isShort ? point : point + " ..."],
        ["evaluations", "\(progress.evaluations)"],
        ["generations", "\(progress.generation)"],
      ]
      if progress.failures > 0 { rows.append(["without a value", "\(progress.failures)"]) }
      if progress.restarts > 0 { rows.append(["restarts", "\(progress.restarts)"]) }
      print(Terminal.table(rows + [["time", Terminal.duration(stopwatch.seconds)]]))
    }
  }

  private static func result(_ search: VectorOptimization) -> String {
    if search.progress.reached { return "the target is reached" }
    if !search.isOver { return "broken off" }
    guard search.progress.restarts == 0, let ending = search.progress.latestEnding else {
      return "out of evaluations"
    }
    return "converged: " + words(ending)
      + "; --restarts ipop or bipop would use the rest of the budget"
  }

  private static func words(_ ending: RunEnding) -> String {
    switch ending {
    case .tolFun: "all values are almost the same"
    case .tolX: "all candidates are almost the same"
    case .tolXUp: "sigma grew without bound"
    case .condition: "the distribution became too thin"
    case .noEffect: "the steps became too small for the numbers"
    case .stagnation: "the values do not get any better"
    case .share: "its share of the evaluations is used"
    }
  }

  private func add(_ progress: VectorOptimization.Progress, to json: inout JSONObject) {
    json.add("generation", progress.generation)
    json.add("evaluations", progress.evaluations)
    json.add("best", progress.best)
    json.add("sigma", progress.sigma)
    json.add("population", progress.population)
    json.add("failures", progress.failures)
    json.add("restarts", progress.restarts)
  }
}
