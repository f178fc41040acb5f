import EvoTrain

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
    case .quiet: return
    case .json:
      var json = JSONObject()
      json.add("event", "generation")
      add(progress, to: &json)
      json.add("generation_best", progress.generationBest)
      json.add("generation_mean", progress.generationMean)
      print(json.text)
    case .live, .lines:
      guard seconds - lastShown >= (style == .live ? 0.1 : 1) else { return }
      lastShown = seconds
      let line =
        "generation \(progress.generation), best \(progress.best), "
        + "\(Terminal.short(Double(progress.evaluations))) evaluations, "
        + "sigma \(progress.sigma), \(Terminal.duration(seconds))"
      if style == .live { Terminal.overwrite(line) } else { print(line) }
    }
  }

  func finish(_ search: VectorOptimization, name: String, strategy: String) {
    let progress = search.progress
    switch style {
    case .quiet: return
    case .json:
      var json = JSONObject()
      json.add("event", "done")
      json.add("function", name)
      json.add("strategy", strategy)
      add(progress, to: &json)
      json.add("reached", progress.reached)
      json.add("seconds", stopwatch.seconds)
      json.add("x", progress.bestPoint)
      print(json.text)
    case .live, .lines:
      if style == .live { Terminal.overwrite("") }
      let isShort = progress.bestPoint.count <= 8
      let point = progress.bestPoint.prefix(8).map { "\($0)" }.joined(separator: " ")
      print(
        Terminal.table([
          ["best value", "\(progress.best)"],
          ["at", isShort ? point : point + " ..."],
          ["evaluations", "\(progress.evaluations)"],
          ["generations", "\(progress.generation)"],
          ["time", Terminal.duration(stopwatch.seconds)],
        ]))
    }
  }

  private func add(_ progress: VectorOptimization.Progress, to json: inout JSONObject) {
    json.add("generation", progress.generation)
    json.add("evaluations", progress.evaluations)
    json.add("best", progress.best)
    json.add("sigma", progress.sigma)
    json.add("restarts", progress.restarts)
  }
}
