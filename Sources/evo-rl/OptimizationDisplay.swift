import EvoCore
import EvoOptimize
import EvoTrain
import EvoWords

/// Shows a search as it goes, in the ways of `TrainingDisplay`.
struct OptimizationDisplay {
  let style: DisplayStyle
  /// Names of the numbers, none or one each.
  let names: [String]
  /// The result in runs of its own.
  var confirmation: RepeatedValues.Confirmation?
  private let stopwatch = Stopwatch()
  private var lastShown = -Double.infinity

  init(style: DisplayStyle, names: [String] = []) {
    self.style = style
    self.names = names
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
        "generation \(progress.generation)", "best \(Self.short(progress.best))",
        "\(Terminal.short(Double(progress.evaluations))) evaluations",
        "sigma \(Self.short(progress.sigma))", Terminal.duration(seconds),
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
      if !names.isEmpty { json.add("names", names) }
      if let confirmation { json.add("confirmed", confirmation.json) }
      print(json.text)
    // What was looked for is no chatter.
    case .live, .lines, .quiet:
      if style == .live { Terminal.overwrite("") }
      var rows = [
        ["result", Self.result(search)],
        ["best value", Self.short(progress.best)],
      ]
      rows += point(progress.bestPoint)
      if let confirmation {
        rows.append([
          "tried anew",
          "\(Self.short(confirmation.mean)) ± \(Self.short(confirmation.error)) in "
            + "\(confirmation.runs) runs"
            + (confirmation.point == progress.bestPoint ? "" : ", of the mean of the search"),
        ])
        if confirmation.point != progress.bestPoint { rows += point(confirmation.point) }
      }
      rows += [
        ["evaluations", "\(progress.evaluations)"],
        ["generations", "\(progress.generation)"],
      ]
      if progress.failures > 0 { rows.append(["without a value", "\(progress.failures)"]) }
      if progress.restarts > 0 { rows.append(["restarts", "\(progress.restarts)"]) }
      print(Terminal.table(rows + [["time", Terminal.duration(stopwatch.seconds)]]))
    }
  }

  /// A number as a person reads it; `--json` has all of its digits.
  private static func short(_ value: Double) -> String { NumberText.significant(value, 4) }

  /// A point as rows of a table: a row per name, or one row.
  private func point(_ point: [Double]) -> [[String]] {
    if names.count == point.count { return zip(names, point).map { [$0, "\($1)"] } }
    // Those who want more have --json and --out.
    let numbers = point.prefix(1000).map { "\($0)" }.joined(separator: " ")
    return [["at", point.count <= 1000 ? numbers : numbers + " ..."]]
  }

  /// Why a search ended; nil while it goes on.
  static func ending(_ search: VectorOptimization) -> String? {
    search.isOver ? result(search) : nil
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
