/// Processor seconds from the start of the program to a solved task, seed by seed.
struct SolveBench {
  let settings: BenchSettings

  func run() throws -> Section {
    let tasks = [("cartpole", 0.10, 0.9), ("pendulum", 1.0, 0.9)]
    return Section(
      .solve, try tasks.flatMap(figures),
      notes: [
        "solved: the mean return over 100 fresh episodes reaches the environment's threshold, and so "
          + "does that over 1,000 others, which confirms it and is what is reported; seeds 1 to \(settings.seeds)"
      ])
  }

  private func figures(task: String, limit: Double, share: Double) throws -> [Figure] {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    var seconds: [Double] = []
    var solved = 0
    for seed in 1...max(settings.seeds, 1) {
      var arguments = [
        "train", task, "--seed", "\(seed)", "--json", "--out", "\(seed)",
      ]
      if settings.isQuick { arguments += ["--generations", "2"] }
      let child = try ChildProcess.succeed(settings.executable, arguments, in: folder.path)
      seconds.append(child.cpuSeconds)
      let result = child.output.split(separator: "\n").last ?? ""
      if result.contains("\"solved\":true") { solved += 1 }
    }
    return [
      Figure("\(task)", "s of CPU", Spread(seconds), target: .atMost(limit)),
      Figure(
        "\(task), solved of \(seconds.count)", "seeds", Spread(exactly: Double(solved)),
        target: .atLeast(share * Double(seconds.count))),
    ]
  }
}

/// How long a user waits for the help.
struct StartupBench {
  let settings: BenchSettings

  func run() throws -> Section {
    let runs = try (0...settings.samples).map { _ in
      try ChildProcess.succeed(settings.executable, ["--help"])
    }.dropFirst()
    return Section(
      .startup,
      [
        Figure("--help", "s", Spread(runs.map(\.wallSeconds)), target: .atMost(0.030)),
        Figure("--help", "s of CPU", Spread(runs.map(\.cpuSeconds))),
      ])
  }
}
