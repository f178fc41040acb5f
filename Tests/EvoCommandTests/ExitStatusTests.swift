import Testing

/// One sentence for each kind of mistake, and the status that every command answers it with.
@Suite("Exit statuses, command by command")
struct ExitStatusTests {
  let shell: Shell

  init() throws {
    shell = try Shell()
    try shell.write("env: cartpole\nstrategy: {sigma: big}\n", to: "wrong.yaml")
    try shell.write("no table", to: "table.csv")
  }

  private func expect(
    _ status: Int32, _ words: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let command = try shell.start(words.split(separator: " ").map(String.init)).end()
    #expect(command.status == status, "\(words): \(command.stderr)", sourceLocation: sourceLocation)
    #expect(command.stdout == "", "\(words)", sourceLocation: sourceLocation)
    #expect(command.stderr.hasPrefix("Error: "), "\(words)", sourceLocation: sourceLocation)
  }

  /// Every command with what it needs.
  private static let whole = [
    "train cartpole", "resume run", "verify run", "eval pendulum", "predict pendulum table.csv",
    "render pendulum --sheet s.png", "export pendulum p.onnx", "card pendulum --out c", "plot run",
    "compare run a",
    "check pendulum", "optimize sphere", "list envs",
    "list env pendulum", "list configs", "list config cartpole", "list config-keys",
    "list policies",
    "list strategies", "list functions", "list data", "bench", "experiment ties",
    "analyze gradient digits", "analyze smoothing sphere", "analyze sensitivity pendulum",
  ]

  @Test("a word or an option that no command knows is a mistake on the line", arguments: whole)
  func unknown(words: String) throws {
    try expect(64, "\(words) --no-such-option")
    try expect(64, "\(words) --workers=none")
    let name = words.split(separator: " ").first.map(String.init) ?? ""
    try expect(64, "\(name)x")
  }

  @Test(
    "so is what is missing",
    arguments: [
      "train", "resume", "verify", "eval", "predict", "predict pendulum", "render",
      "render pendulum", "export", "export pendulum", "plot", "compare", "check", "optimize",
      "list env", "list config", "experiment",
      "analyze gradient", "analyze smoothing", "analyze sensitivity",
    ])
  func missing(words: String) throws { try expect(64, words) }

  @Test(
    "a number out of range is a mistake on the line, wherever the option is",
    arguments: [
      ("--workers 0", ["train", "resume", "verify", "eval", "render", "experiment", "analyze"]),
      ("--workers 1025", ["train", "optimize"]),
      ("--seed -1", ["train", "eval", "render", "check", "optimize", "experiment", "analyze"]),
      ("--episodes 0", ["eval", "render"]), ("--generations 0", ["train", "resume", "analyze"]),
      ("--env-steps 0", ["train", "resume"]), ("--seconds 0", ["train", "resume"]),
      ("--seconds none", ["train", "resume"]), ("--seeds 0", ["bench"]), ("--replay 0", ["verify"]),
      ("--json --names", ["list envs", "list configs", "list policies"]),
      ("--set strategy.sigma=big", ["train", "resume", "optimize", "analyze"]),
      ("--set nonsense", ["train", "resume", "optimize", "analyze"]),
      ("--video walk.avi", ["render"]), ("--video walk", ["render"]),
    ])
  func options(option: String, commands: [String]) throws {
    for command in commands {
      let words = try #require(Self.whole.first { $0.hasPrefix(command) })
      try expect(64, "\(words) \(option)\(command == "optimize" ? " --command true" : "")")
    }
  }

  @Test(
    "what is named and is not there, or is not what it should be, is a mistake in the world",
    arguments: [
      "train nowhere", "train wrong.yaml", "resume nowhere", "verify nowhere", "eval nowhere",
      "eval nowhere/policy.safetensors", "eval table.csv", "predict nowhere table.csv",
      "predict pendulum table.csv", "render nowhere --sheet s.png", "check nowhere",
      "optimize nowhere", "list env nowhere", "list config nowhere", "list config-keys nowhere",
      "experiment nowhere", "analyze gradient nowhere", "analyze smoothing nowhere",
      "export nowhere p.onnx", "card nowhere", "plot nowhere", "compare nowhere",
      "analyze sensitivity nowhere",
      "eval pendulum --best", "predict pendulum table.csv --best",
      "analyze sensitivity pendulum --best", "train cartpole --set policy.start=nowhere",
      "train cartpole --out table.csv",
    ])
  func world(words: String) throws { try expect(1, words) }

  @Test("a target that is missed is told by the status, after the result")
  func missed() throws {
    let missed = try shell.run("optimize", "sphere", "--budget", "50", "--target", "1e-9")
    #expect(missed.status == 1)
    #expect(!missed.stdout.isEmpty && missed.stderr == "")
    #expect(try shell.run("optimize", "sphere", "--target", "1e-9").status == 0)
  }
}
