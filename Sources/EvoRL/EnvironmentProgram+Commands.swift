@preconcurrency import Glibc

extension EnvironmentProgram {
  private static let interrupt = Interrupt()

  func train(_ words: [String]) throws {
    let words = try ProgramWords(
      words, options: ["out", "seed", "generations", "workers", "set"])
    let path = words.text("out") ?? "runs/\(environment.spec.name)"
    var settings = words.all("set")
    if let generations = try words.count("generations") {
      settings += ["stop.generations=\(generations)", "stop.solved=false"]
    }
    if let seed = try words.seed() { settings.append("seed=\(seed)") }
    let configuration = try TrainingConfiguration.decode(
      yaml: configuration.yaml, file: "\(name)", overrides: settings)
    guard configuration.env == environment.spec.name else {
      throw ArgumentMistake("--set env: this program trains in \(environment.spec.name) only")
    }
    try configuration.requireEnd(
      hasThreshold: environment.spec.solvedAt != nil, file: "the configuration of \(name)")
    let run = try TrainingRun.start(
      configuration, in: environment, path: path, workers: words.workers(),
      interrupt: Self.interrupt)
    try show(run, path)
  }

  func resume(_ words: [String]) throws {
    let words = try ProgramWords(words, options: ["generations", "workers"], subjects: ["RUN"])
    let generations = try words.count("generations")
    let path = words.subjects[0]
    let run = try TrainingRun.resume(
      path, in: environment, workers: words.workers(), interrupt: Self.interrupt,
      change: generations.map { limit in
        {
          $0.stop.generations = limit
          $0.stop.solved = false
        }
      }, warn: { fputs("warning: \($0)\n", stderr) })
    if let reason = run.stopReason {
      return print(
        "\(path): the training has ended at generation \(run.trainer.state.generation) "
          + "(\(reason.rawValue)); --generations goes on")
    }
    try show(run, path)
  }

  /// Trains to the end and tells of it.
  private func show(_ run: TrainingRun, _ path: String) throws {
    // The handler must not be the first to touch the interrupt: making it allocates.
    _ = Self.interrupt
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { number in
        if EnvironmentProgram.interrupt.signal != nil { _exit(128 + number) }
        EnvironmentProgram.interrupt.request(signal: number)
      }
    }
    var shown = 0.0
    let ending = try run.run { report in
      guard report.seconds - shown >= 1 || report.generation == 1 else { return }
      shown = report.seconds
      print("generation \(report.generation), fitness \(Self.number(report.fitness.mean))")
    }
    if let summary = run.evaluation {
      print("return \(Self.number(summary.returnMean)) ± \(Self.number(summary.returnStd))")
    }
    print("\(run.trainer.state.generation) generations; the run is in \(path)")
    if case .interrupted(let signal) = ending {
      fputs("interrupted; go on with: \(name) resume \(path)\n", stderr)
      fflush(stdout)
      exit(128 + signal)
    }
  }

  func evaluate(_ words: [String]) throws {
    let words = try ProgramWords(
      words, options: ["episodes", "seed", "workers"], subjects: ["RUN"])
    let episodes = try words.count("episodes", upTo: 100_000_000)
    let (file, path) = try policy(words.subjects[0])
    let summary = try Evaluator(kind: environment.kind, rank: 0, workers: words.workers())
      .evaluate(
        file.policy,
        plan: .evaluation(
          seed: words.seed() ?? file.evaluation?.seed ?? 0,
          episodes: episodes ?? file.evaluationEpisodes(file: path)))
    print(
      "\(path): return \(Self.number(summary.returnMean)) ± \(Self.number(summary.returnStd)), "
        + "\(summary.episodes) episodes, seed \(summary.seed)")
    if summary.failed > 0 { print("\(summary.failed) episodes were not finite") }
  }

  func verify(_ words: [String]) throws -> Bool {
    let words = try ProgramWords(words, options: ["replay", "workers"], subjects: ["RUN"])
    var verification = try RunVerification(words.subjects[0], kind: kind)
    if let count = try words.count("replay") {
      try verification.replay(count, workers: words.workers())
    }
    for finding in verification.findings {
      switch finding.verdict {
      case .whole(let text): print("ok       \(finding.file): \(text)")
      case .remark(let text): print("note     \(finding.file): \(text)")
      case .damaged(let text): print("DAMAGED  \(finding.file): \(text)")
      }
    }
    return verification.isWhole
  }

  func render(_ words: [String]) throws {
    let words = try ProgramWords(
      words, options: ["video", "seed", "workers"], subjects: ["RUN"])
    guard let video = words.text("video") else {
      throw ArgumentMistake("--video FILE is missing: .webp, .gif, .png or .mp4")
    }
    let format = try FilmFormat(path: video)
    let (file, path) = try policy(words.subjects[0])
    let seed = try words.seed() ?? file.evaluation?.seed ?? 0
    let scene = try RolloutScene(
      [
        RolloutTake(
          file.policy, player: .center(seed: seed, episode: 0, episodes: 1), label: path)
      ],
      in: environment, tempo: RolloutTempo(of: environment.spec, for: format))
    try scene.writeFilm(to: video, width: 600, height: 400, workers: words.workers())
    print("\(scene.frameCount) frames in \(video), return \(Self.number(scene.returns[0]))")
  }

  func check(_ words: [String]) throws -> Bool {
    let words = try ProgramWords(words, options: ["picture"])
    if let path = words.text("picture"), !path.hasSuffix(".png") {
      throw ArgumentMistake("--picture '\(path)': expected a file that ends in .png")
    }
    let check = EnvironmentCheck(environment)
    let findings = try check.findings()
    for finding in findings {
      print("\(finding.isKept ? "ok      " : "FAILED  ") \(finding.promise): \(finding.detail)")
    }
    if let path = words.text("picture") {
      try AtomicFile.write(PNG.encode(check.picture()), to: path)
      print("picture in \(path)")
    }
    return findings.allSatisfy(\.isKept)
  }

  // MARK: What was saved

  private func policy(_ path: String) throws -> (file: PolicyFile, path: String) {
    let (file, path) = try SavedPolicy.load(path, kind: kind)
    _ = try kind(EnvironmentLibrary.identifier(file.environment, version: file.environmentVersion))
    try file.requireFit(environment.spec, file: path)
    return (file, path)
  }

  /// The environment that something was saved in, which can only be this one.
  private func kind(_ identifier: String) throws -> EnvironmentKind {
    let own = EnvironmentLibrary.identifier(
      environment.spec.name, version: environment.spec.version)
    guard identifier == own else { throw OtherEnvironment(saved: identifier, own: own) }
    return environment.kind
  }

  private static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    return "\((value * 100).rounded() / 100)"
  }
}

/// A run or a policy of another environment.
struct OtherEnvironment: Error, CustomStringConvertible {
  let saved: String
  let own: String

  var description: String { "it was trained in '\(saved)', and this program has '\(own)'" }
}
