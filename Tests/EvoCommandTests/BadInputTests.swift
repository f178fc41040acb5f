import Foundation
import Testing

@Suite("Bad input")
struct BadInputTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  /// Expects a refusal with one sentence, nothing on standard output, and nothing new in the folder.
  private func expectRefusal(
    _ arguments: [String], status: Int32 = 1, _ complaint: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try shell.names()
    let command = try shell.start(arguments).end()
    #expect(command.status == status, sourceLocation: sourceLocation)
    #expect(command.complaint == complaint, sourceLocation: sourceLocation)
    #expect(command.stdout == "", sourceLocation: sourceLocation)
    #expect(try shell.names() == before, sourceLocation: sourceLocation)
    // Errors of usage are followed by the usage; other errors are one line.
    if status == 1 {
      #expect(command.stderr == "Error: \(complaint)\n", sourceLocation: sourceLocation)
    }
  }

  @Test("an unknown configuration is answered with the nearest")
  func unknownConfiguration() throws {
    try expectRefusal(
      ["train", "cartpol"], "no configuration 'cartpol'; did you mean 'cartpole'?")
    try expectRefusal(["train", "no.yaml"], "no.yaml: there is no such file")
    try expectRefusal(["train", "no/such"], "no/such: there is no such file")
    for name in ["", ".", "xyzzy"] {
      let command = try shell.run("train", name)
      #expect(command.status == 1)
      #expect(command.complaint.hasPrefix("no configuration '\(name)'; there are acrobot, "))
    }
  }

  @Test("an unknown environment in a configuration is named with its file and the nearest")
  func unknownEnvironment() throws {
    try shell.write("env: cartpol\n", to: "c.yaml")
    try expectRefusal(
      ["train", "c.yaml"], "c.yaml: env: unknown name 'cartpol'; did you mean 'cartpole'?")
    try expectRefusal(
      ["train", "cartpole", "--set", "env=cartpol"], status: 64,
      "--set env=cartpol: env: unknown name 'cartpol'; did you mean 'cartpole'?")
    try shell.write("env: envs/none.yaml\n", to: "c.yaml")
    try expectRefusal(["train", "c.yaml"], "envs/none.yaml: there is no such file")
  }

  @Test(
    "a mistake in a configuration is named with file, line and key",
    arguments: [
      (
        "env: cartpole\npolicy:\n  hiden: [3]\n",
        "c.yaml:3: policy.hiden: unknown key; did you mean 'hidden'?"
      ),
      (
        "env: cartpole\nstrategy:\n  sigma: big\n",
        "c.yaml:3: strategy.sigma: found 'big', expected a number from 1e-09 to 1000"
      ),
      (
        "env: cartpole\nstrategy:\n  population: 7\n",
        "c.yaml:3: strategy.population: found 7, expected an even number, because antithetic "
          + "members come in pairs"
      ),
      (
        "env: cartpole\npolicy: {hidden: [1, 0]}\n",
        "c.yaml:2: policy.hidden: found '[1, 0]', expected a list of 0 to 16 values, each a whole "
          + "number from 1 to 65536"
      ),
      ("env: [cartpole\n", "c.yaml:2: not valid YAML: did not find expected ',' or ']'"),
      (
        "seed: 1\n", "c.yaml: env: missing; expected the name of an environment, such as cartpole"
      ),
      ("", "c.yaml: no keys; at least 'env: NAME' is needed"),
      (
        "env: cartpole\nenv: pendulum\n",
        "c.yaml:1: 'env' is set more than once in the same section; keep one"
      ),
    ])
  func configuration(text: String, complaint: String) throws {
    try shell.write(text, to: "c.yaml")
    let command = try shell.run("train", "c.yaml")
    #expect(command.status == 1)
    #expect(command.stderr == "Error: \(complaint)\n")
    #expect(command.stdout == "")
    #expect(try shell.names() == ["c.yaml"])
  }

  @Test("episodes that cannot be left in the middle are not played in pieces")
  func pieces() throws {
    for (config, environment) in [
      ("lunar-lander", "lunar-lander"), ("walker", "hopper"),
    ] {
      try expectRefusal(
        ["train", config, "--set", "strategy=pes"],
        "pes leaves episodes in the middle and goes on with them later, which the physics engine of "
          + "\(environment) does not allow; use eggroll, openai-es or another strategy that plays "
          + "whole episodes")
    }
    try expectRefusal(
      ["train", "mnist-1d", "--set", "strategy=noise-reuse-es"],
      "noise-reuse-es moves the center in the middle of an episode or an unroll, and here is neither; "
        + "choose another strategy, or try 'evo-rl train pendulum --set strategy=noise-reuse-es' or "
        + "'evo-rl optimize influence-balancing --strategy noise-reuse-es'")
  }

  @Test("a training that nothing would end is refused")
  func endless() throws {
    let command = try shell.run(
      "train", "pendulum", "--set", "stop.solved=false", "--set", "stop.generations=null")
    #expect(command.status == 64)
    #expect(
      command.complaint.hasSuffix(
        "stop: nothing would end the training; set stop.generations, stop.env_steps or "
          + "stop.seconds"))
  }

  @Test(
    "a bad --set is named as it was typed",
    arguments: [
      ("policy.hiden=3", "policy.hiden: unknown key; did you mean 'hidden'?"),
      ("strategy", "no value; write --set KEY=VALUE, such as --set policy.hidden=[64,64]"),
      (
        "=3", "a name in the key is empty; write --set KEY=VALUE, such as --set strategy.sigma=0.1"
      ),
      ("seed=-1", "seed: found '-1', expected a whole number from 0 to 18446744073709551615"),
      (
        "policy.hidden=[65536,65536]",
        "policy.hidden: the hidden layers have 4294967296 weights between them, expected at most "
          + "1073741824"
      ),
      (
        "strategy.population=99999999999999999999",
        "strategy.population: found '99999999999999999999', expected a whole number from 2 to 67108864, or null"
      ),
      ("policy.activation=tahn", "policy.activation: unknown name 'tahn'; did you mean 'tanh'?"),
    ])
  func settings(setting: String, complaint: String) throws {
    // The status is that of any other mistake on the command line.
    try expectRefusal(
      ["train", "cartpole", "--set", setting], status: 64, "--set \(setting): \(complaint)")
  }

  @Test(
    "numbers out of range are refused",
    arguments: [
      (["train", "cartpole", "--workers", "0"], "--workers 0: expected a number from 1 to 1024"),
      (["eval", "cartpole", "--workers", "-1"], "--workers -1: expected a number from 1 to 1024"),
      (["eval", "cartpole", "--workers=-1"], "--workers -1: expected a number from 1 to 1024"),
      (
        ["eval", "cartpole", "--episodes", "0"],
        "--episodes 0: expected a number from 1 to 100000000"
      ),
      (["eval", "cartpole", "--seed", "x"], "The value 'x' is invalid for '--seed <seed>'"),
      (["eval", "cartpole", "--seed", "-1"], "The value '-1' is invalid for '--seed <seed>'"),
      (
        ["render", "cartpole", "--sheet", "s.jpg"],
        "--sheet s.jpg: the picture is a PNG; name it s.png"
      ),
      (
        ["render", "cartpole", "--sheet", "a.b/s"],
        "--sheet a.b/s: the picture is a PNG; name it a.b/s.png"
      ),
      (
        ["check", "cartpole", "--picture", "p.svg"],
        "--picture p.svg: the picture is a PNG; name it p.png"
      ),
      (
        ["optimize", "sphere", "--dim", "2", "--plot", "p.svg"],
        "--plot p.svg: the picture is a PNG; name it p.png"
      ),
    ])
  func numbers(arguments: [String], complaint: String) throws {
    try expectRefusal(arguments, status: 64, complaint)
  }

  @Test(
    "what was mistyped is answered with what was probably meant",
    arguments: [
      (["trian", "cartpole"], "no command 'trian'; did you mean 'train'?"),
      (["list", "evns"], "no command 'evns'; did you mean 'envs'?"),
      (["analyze", "gradent", "x"], "no command 'gradent'; did you mean 'gradient'?"),
      (
        ["train", "cartpole", "--population", "128"],
        "Unknown option '--population'; did you mean --set strategy.population=128?"
      ),
      (
        ["train", "cartpole", "--hidden=[64]"],
        "Unknown option '--hidden'; did you mean --set policy.hidden=[64]?"
      ),
      (
        ["train", "cartpole", "--learning-rate", "--quiet"],
        "Unknown option '--learning-rate'; did you mean --set optimizer.learning_rate=VALUE?"
      ),
      (["train", "cartpole", "--sed", "1"], "Unknown option '--sed'. Did you mean '--seed'?"),
      (["eval", "cartpole", "--hidden", "3"], "Unknown option '--hidden'"),
      (
        ["optimize", "sphere", "--population", "8"],
        "Unknown option '--population'; did you mean --set strategy.population=8?"
      ),
      (
        ["optimize", "sphere", "--strategy", "cmaes"],
        "--strategy cmaes: no such strategy; did you mean 'cma-es'?"
      ),
      (
        ["resume", "run", "--set", "policy.hidden=[3]"],
        "--set policy.hidden=[3]: a training goes on with what it began with, and its result depends "
          + "on this; only keys of evaluation, stop, checkpoint can be set. Start another from its "
          + "policy by 'evo-rl train CONFIG --set policy.start=run'"
      ),
      (
        ["train", "cartpole", "--strategy", "cmaes"],
        "Unknown option '--strategy'; did you mean --set strategy=cma-es?"
      ),
      (
        ["train", "cartpole", "--keep-best"],
        "Unknown option '--keep-best'; did you mean --set checkpoint.keep_best=VALUE?"
      ),
      (
        ["optimize", "sphere", "--sigma", "-1"],
        "--sigma -1.0: expected a number from 1e-09 to 1000"
      ),
    ])
  func hints(arguments: [String], complaint: String) throws {
    try expectRefusal(arguments, status: 64, complaint)
  }

  @Test("a word that is like no command is answered with the commands")
  func noCommand() throws {
    let command = try shell.run("xyzzy", "runs/x")
    #expect(command.status == 64)
    #expect(command.complaint.hasPrefix("no command 'xyzzy'; there are train, resume, verify, "))
  }

  @Test("no generation at all is refused", arguments: ["train", "resume"])
  func noGenerations(command: String) throws {
    let command = try shell.run(command, "cartpole", "--generations", "0")
    #expect(command.status == 64)
    #expect(command.complaint.hasPrefix("--generations 0: expected a number from 1 "))
    #expect(try shell.names() == [])
  }

  @Test("a file in the way of the run folder is said and stays")
  func fileInTheWay() throws {
    try shell.write("mine", to: "file")
    for folder in ["file", "file/x"] {
      try expectRefusal(
        ["train", "cartpole", "--out", folder],
        "\(folder): cannot create the folder: a part of the path is a file, not a folder; "
          + "check the path")
    }
    #expect(try shell.text("file") == "mine")
  }

  @Test(
    "a folder without the right to write is said",
    .enabled(if: geteuid() != 0, "root may write everywhere"))
  func readOnlyFolder() throws {
    try FileManager.default.createDirectory(
      atPath: shell("locked"), withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o555])
    try expectRefusal(
      ["train", "cartpole", "--out", "locked/x"],
      "locked/x: cannot create the folder: permission denied; change the permissions or choose "
        + "another folder")
  }

  @Test("resuming what is no run says so and leaves it as it is")
  func noRun() throws {
    try FileManager.default.createDirectory(
      atPath: shell("empty"), withIntermediateDirectories: false)
    try expectRefusal(
      ["resume", "empty"],
      "empty: no run in this folder, as it has no config.yaml; name a run folder, or start one by "
        + "'evo-rl train CONFIG --out empty'")
    #expect(try shell.names("empty") == [])
    let missing = try shell.run("resume", "none")
    #expect(missing.status == 1)
    #expect(missing.complaint.hasPrefix("none: cannot list the folder: no such file or folder"))
    #expect(try shell.names() == ["empty"])
  }

  @Test("resuming a run whose checkpoints are all damaged says which, and keeps them")
  func damagedCheckpoints() throws {
    try shell.run("train", "cartpole", "--quiet", "--out", "a").expectSuccess()
    let checkpoints = try shell.names("a/checkpoints")
    for name in checkpoints {
      var bytes = try shell.bytes("a/checkpoints/\(name)")
      bytes[bytes.count - 1] ^= 1
      try shell.write(bytes, to: "a/checkpoints/\(name)")
    }
    let metrics = try shell.bytes("a/metrics.csv")
    let command = try shell.run("resume", "a")
    #expect(command.status == 1)
    #expect(command.stdout == "")
    let lines = command.stderr.split(separator: "\n")
    #expect(lines.count == checkpoints.count + 1)
    for (line, name) in zip(lines, checkpoints.reversed()) {
      #expect(line.hasPrefix("evo-rl: a/checkpoints/\(name): the file is damaged: checksum "))
    }
    #expect(
      lines.last
        == "Error: a: no readable checkpoint in its folder checkpoints; start the training anew")
    #expect(try shell.names("a/checkpoints") == checkpoints)
    #expect(try shell.bytes("a/metrics.csv") == metrics)
  }

  @Test("a damaged newest checkpoint is passed over with a warning")
  func damagedNewest() throws {
    try shell.run("train", "cartpole", "--quiet", "--out", "a").expectSuccess()
    let policy = try shell.bytes("a/policy.safetensors")
    let newest = try #require(try shell.names("a/checkpoints").last)
    try shell.write(
      Array(try shell.bytes("a/checkpoints/\(newest)").dropLast(10)), to: "a/checkpoints/\(newest)")
    let command = try shell.run("resume", "a", "--quiet")
    #expect(command.status == 0)
    #expect(
      command.stderr.hasPrefix("evo-rl: a/checkpoints/\(newest): truncated: tensor "))
    #expect(command.stderr.hasSuffix("; trying the checkpoint before it\n"))
    #expect(try shell.bytes("a/policy.safetensors") == policy)
  }

  @Test("without configurations anywhere, the way out is said")
  func noHome() throws {
    let command = try shell.run("list", "configs", "--names", environment: ["EVO_RL_HOME": "none"])
    // The binary lies below the repository, so that it finds them nonetheless.
    #expect(command.lines.contains("cartpole"))
  }
}
