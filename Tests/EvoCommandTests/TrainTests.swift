import EvoDraw
import Foundation
import Testing

@Suite("evo-rl train")
struct TrainTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test("trains the cart-pole into a new folder that runs/latest points to")
  func defaultFolder() throws {
    let command = try shell.run("train", "cartpole")
    #expect(command.status == 0)
    #expect(command.stderr == "")
    #expect(command.stdout.hasPrefix("generation 1, fitness 16.5, return 42.9"))
    #expect(command.lines.contains("result             solved"))
    let latest = try FileManager.default.destinationOfSymbolicLink(atPath: shell("runs/latest"))
    #expect(try latest.wholeMatch(of: Regex("cartpole-1-[0-9]{8}-[0-9]{6}")) != nil)
    #expect(command.lines.contains("run                runs/\(latest)"))
    #expect(command.lines.contains("policy             runs/\(latest)/policy.safetensors"))
    #expect(command.lines.contains("learning curve     runs/\(latest)/learning-curve.png"))
    #expect(
      command.lines.contains("best policy        runs/\(latest)/best.safetensors (the same)"))
    #expect(
      command.lines.contains("to go on           evo-rl resume runs/\(latest) --generations 26"))
    #expect(try shell.names("runs") == [latest, "latest"])
    #expect(
      try shell.names("runs/latest")
        == [
          ".lock", "act.py", "best.safetensors", "checkpoints", "config.yaml",
          "events.out.tfevents.000001.evo-rl", "learning-curve.png", "metrics.csv",
          "policy.safetensors",
        ])
  }

  @Test("policy.start goes on from a saved policy, which the checkpoints then no longer need")
  func start() throws {
    #expect(try shell.run("train", "cartpole", "--quiet", "--out", "first").status == 0)
    let further = try shell.run(
      "train", "cartpole", "--set", "policy.start=first", "--seed", "2", "--out", "second")
    #expect(further.stderr == "")
    #expect(further.lines.contains("result             solved"))
    #expect(try shell.text("second/config.yaml").contains("  start: '\(shell("first"))'\n"))
    // What solved the task once is nearly there from the first generation on.
    #expect(try #require(further.lines.first).hasPrefix("generation 1, fitness 426.5"))
    try FileManager.default.removeItem(atPath: shell("first"))
    #expect(try shell.run("verify", "second", "--replay", "2").status == 0)
    #expect(try shell.run("resume", "second", "--generations", "9").status == 0)
  }

  @Test("a relative policy.start is that of the YAML's folder, and a word is a name elsewhere")
  func startPath() throws {
    try FileManager.default.createDirectory(
      atPath: shell("sub"), withIntermediateDirectories: true)
    let small = ["--quiet", "--generations", "1", "--set", "evaluation.episodes=2"]
    #expect(
      try shell.start(["train", "cartpole", "--out", "sub/first"] + small).end().status == 0)
    for (index, start) in ["first", "./first", "../sub/first"].enumerated() {
      try shell.write(
        "env: cartpole\npolicy: {hidden: [32], start: \(start)}\n", to: "sub/t\(index).yaml")
      let run = try shell.start(
        ["train", "sub/t\(index).yaml", "--out", "run\(index)"] + small
      ).end()
      #expect(run.status == 0, "\(run.stderr)")
      #expect(
        try shell.text("run\(index)/config.yaml").contains("  start: '\(shell("sub/first"))'\n"))
      #expect(try shell.run("verify", "run\(index)").status == 0)
    }
    // In the working folder there is a `first` as well, which is another one.
    try shell.write("no policy", to: "first")
    try FileManager.default.removeItem(atPath: shell("sub/first"))
    let word = try shell.run("train", "sub/t0.yaml", "--quiet", "--out", "none")
    #expect(word.status == 1)
    #expect(word.complaint.hasPrefix("policy.start: no policy 'first'"))
    let path = try shell.run("train", "sub/t2.yaml", "--quiet", "--out", "none")
    #expect(
      path.complaint
        == "policy.start: \(shell("sub/first")): there is no such file; a relative path "
        + "is taken from the folder of the configuration, and with --set from the working folder")
  }

  @Test("two trainings in the same second get two folders")
  func sameSecond() throws {
    for _ in 1...3 {
      #expect(try shell.run("train", "cartpole", "--quiet", "--generations", "1").status == 0)
    }
    #expect(try shell.names("runs").count == 4)
  }

  @Test("--json prints one object per generation and the one of the contract at the end")
  func json() throws {
    let objects = try Trained.run.get().objects
    let generations = objects.dropLast()
    #expect(generations.allSatisfy { $0["event"] as? String == "generation" })
    #expect(generations.compactMap { $0["generation"] as? Int } == Array(1...generations.count))
    let done = try #require(objects.last)
    #expect(
      done.keys.sorted()
        == [
          "best_generation", "best_return_mean", "cpu_seconds", "env", "env_steps", "episodes",
          "event", "generations", "return_mean",
          "return_std", "run", "seconds", "seed", "solved",
        ])
    #expect(done["event"] as? String == "done")
    #expect(done["env"] as? String == "cartpole")
    #expect(done["seed"] as? Int == 1)
    #expect(done["generations"] as? Int == generations.count)
    #expect(done["env_steps"] as? Int == generations.last?["env_steps"] as? Int)
    #expect(done["episodes"] as? Int == 1000)
    #expect(done["solved"] as? Bool == true)
    #expect(done["run"] as? String == "run")
    #expect(try #require(done["return_mean"] as? Double) >= 475)
    #expect(try Trained.run.get().stderr == "")
  }

  @Test("metrics.csv has a row for each generation, and its numbers are those of --json")
  func metrics() throws {
    let lines = try Trained.run.get().lines.dropLast()
    let rows = try Trained.shell.get().text("run/metrics.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.count == lines.count + 1)
    for (row, line) in zip(rows.dropFirst(), lines) {
      #expect(row.count == rows[0].count)
      let members = zip(rows[0], row).map { "\"\($0)\":" + ($1.isEmpty ? "null" : $1) }
      #expect(line == "{\"event\":\"generation\"," + members.joined(separator: ",") + "}")
    }
  }

  @Test("--quiet prints nothing")
  func quiet() throws {
    let command = try shell.run("train", "cartpole", "--quiet", "--out", "a")
    #expect(command.status == 0)
    #expect(command.stdout == "")
    #expect(command.stderr == "")
    #expect(shell.exists("a/policy.safetensors"))
  }

  @Test("--json --quiet prints the final object alone")
  func finalObject() throws {
    let command = try shell.run("train", "cartpole", "--json", "--quiet", "--out", "a")
    #expect(command.status == 0)
    #expect(command.lines.count == 1)
    #expect(try command.json["event"] as? String == "done")
    let again = try shell.run("resume", "a", "--json", "--quiet")
    #expect(again.status == 0)
    #expect(try again.json["event"] as? String == "ended")
    let search = try shell.run(
      "optimize", "sphere", "--dim", "2", "--budget", "100", "--json", "--quiet")
    #expect(search.lines.count == 1)
    #expect(try search.json["event"] as? String == "done")
  }

  @Test("one, two and three workers write the same bytes")
  func workers() throws {
    for workers in ["1", "2", "3"] {
      #expect(
        try shell.run("train", "cartpole", "--quiet", "--workers", workers, "--out", workers).status
          == 0)
    }
    let first = try shell.bytes("1/policy.safetensors")
    #expect(try shell.bytes("2/policy.safetensors") == first)
    #expect(try shell.bytes("3/policy.safetensors") == first)
  }

  @Test("another seed gives other bytes")
  func seeds() throws {
    for seed in ["1", "2"] {
      #expect(
        try shell.run(
          "train", "cartpole", "--quiet", "--generations", "2", "--seed", seed, "--out", seed
        ).status == 0)
    }
    #expect(try shell.text("2/config.yaml").contains("seed: 2\n"))
    #expect(try shell.bytes("1/policy.safetensors") != shell.bytes("2/policy.safetensors"))
  }

  @Test("config.yaml holds what was set, and trains to the same policy again")
  func configuration() throws {
    #expect(
      try shell.run(
        "train", "cartpole", "--quiet", "--seed", "5", "--generations", "3", "--out", "a",
        "--set", "policy.hidden=[8, 4]", "--set", "policy.virtual_batch_norm=true",
        "--set", "policy.normalize_observations=true", "--set", "strategy.sigma=0.2"
      ).status == 0)
    let text = try shell.text("a/config.yaml")
    for line in [
      "seed: 5", "hidden: [8, 4]", "virtual_batch_norm: true", "sigma: 0.2", "generations: 3",
    ] {
      #expect(text.contains(line), "\(line)")
    }
    #expect(try shell.run("train", "a/config.yaml", "--quiet", "--out", "b").status == 0)
    #expect(try shell.text("b/config.yaml") == text)
    // The name of the configuration is in the policy: here it is "config".
    let policies = try ["a", "b"].map {
      try shell.text("\($0)/config.yaml") + evaluation(of: "\($0)")
    }
    #expect(policies[0] == policies[1])
    try shell.bash("cp a/config.yaml config.yaml; mkdir c; cp config.yaml c/").expectSuccess()
    #expect(try shell.run("train", "config.yaml", "--quiet", "--out", "d").status == 0)
    #expect(try shell.bytes("d/policy.safetensors") == shell.bytes("b/policy.safetensors"))
  }

  private func evaluation(of run: String) throws -> String {
    var object = try shell.run("eval", run, "--json").json
    object["policy"] = nil
    return object.keys.sorted().map { "\($0)=\(String(describing: object[$0]))" }.joined()
  }

  @Test("--generations counts, and the result says so")
  func generations() throws {
    let command = try shell.run("train", "pendulum", "--generations", "2", "--out", "a")
    #expect(command.status == 0)
    #expect(command.lines.contains("result             out of generations"))
    #expect(command.lines.contains("generations        2"))
  }

  @Test("a limit that is asked for is trained to, past solved, by train as by resume")
  func pastSolved() throws {
    let options = ["--set", "evaluation.episodes=10", "--set", "evaluation.confirm=20"]
    let solved = try shell.start(["train", "cartpole", "--out", "a"] + options).end()
    #expect(solved.lines.contains("result             solved"))
    let line = try #require(solved.lines.last { $0.hasPrefix("to go on") })
    #expect(line.hasPrefix("to go on           evo-rl resume a --generations "))
    let goal = try #require(line.split(separator: " ").last.flatMap { Int($0) })
    let further = try shell.bash(String(line.dropFirst("to go on".count)))
    #expect(further.lines.contains("generations        \(goal)"))
    #expect(try shell.text("a/config.yaml").contains("  solved: false\n  generations: \(goal)\n"))

    let straight = try shell.start(
      ["train", "cartpole", "--out", "b", "--generations", "\(goal)"] + options
    ).end()
    #expect(
      straight.lines.contains { $0.hasPrefix("result             ") && !$0.hasSuffix(" solved") })
    #expect(straight.lines.contains("generations        \(goal)"))
    #expect(try shell.bytes("a/policy.safetensors") == shell.bytes("b/policy.safetensors"))
    #expect(try shell.bytes("a/best.safetensors") == shell.bytes("b/best.safetensors"))

    // A setting is a limit beside the others, and says more than the rule.
    for limit in [
      ["--set", "stop.generations=\(goal)"],
      ["--generations", "\(goal)", "--set", "stop.solved=true"],
    ] {
      let command = try shell.start(["train", "cartpole", "--json", "--quiet"] + options + limit)
        .end()
      #expect(try command.json["generations"] as? Int ?? goal < goal)
    }
  }

  @Test("runs/latest is the newest run, wherever it lies")
  func latest() throws {
    let options = ["train", "cartpole", "--quiet", "--generations", "1", "--seed"]
    for (seed, out) in ["elsewhere", nil, "runs/mine", "deep/er/run"].enumerated() {
      let place = out.map { ["--out", $0] } ?? []
      try shell.start(options + ["\(seed)"] + place).end().expectSuccess()
      let eval = try shell.run("eval", "runs/latest", "--episodes", "2", "--json")
      #expect(eval.status == 0)
      #expect(try shell.text("runs/latest/config.yaml").contains("seed: \(seed)\n"))
      try shell.run("resume", "runs/latest", "--generations", "2", "--quiet").expectSuccess()
    }
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: shell("runs/latest")).hasSuffix(
        "/deep/er/run"))
  }

  @Test("the best policy is had by --best, and is what --json names")
  func best() throws {
    let run = try shell.run(
      "train", "cartpole", "--json", "--quiet", "--out", "a", "--generations", "6", "--seed", "6",
      "--set", "optimizer.learning_rate=1", "--set", "evaluation.episodes=20"
    ).json
    let eval = try shell.run("eval", "a", "--best", "--json").json
    #expect(eval["policy"] as? String == "a/best.safetensors")
    #expect(eval["return_mean"] as? Double == run["best_return_mean"] as? Double)
    #expect((run["best_generation"] as? Int).map { $0 < 6 } == true)
    let last = try shell.run("eval", "a", "--json").json
    #expect(last["return_mean"] as? Double == run["return_mean"] as? Double)
    #expect(last["seed"] as? Int == eval["seed"] as? Int)
    let render = try shell.run(
      "render", "a", "--best", "--sheet", "s.png", "--size", "60x40", "--json")
    #expect(render.status == 0)
    let refused = try shell.run("eval", "pendulum", "--best")
    #expect(refused.status == 1)
    #expect(refused.complaint.hasSuffix("leave --best out for the last policy"))
  }

  @Test("resume takes the settings that the policy does not depend on")
  func resumeSettings() throws {
    let options = ["train", "cartpole", "--quiet", "--set", "evaluation.episodes=3"]
    try shell.start(options + ["--generations", "3", "--out", "a"]).end().expectSuccess()
    try shell.run(
      "resume", "a", "--generations", "5", "--quiet", "--set", "evaluation.every=2", "--set",
      "checkpoint={every: 1, keep_last: 9}"
    ).expectSuccess()
    try shell.start(options + ["--generations", "5", "--out", "b"]).end().expectSuccess()
    #expect(
      try shell.run("eval", "a", "--seed", "1", "--episodes", "9", "--json").json["return_mean"]
        as? Double
        == shell.run("eval", "b", "--seed", "1", "--episodes", "9", "--json").json["return_mean"]
        as? Double)
    #expect(try shell.names("a/checkpoints").count == 4)
    #expect(try shell.run("verify", "a", "--replay", "5").status == 0)
    let rows = try shell.text("a/metrics.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(rows[0].firstIndex(of: "return_mean"))
    let isEvaluated = rows.dropFirst().map { !$0[column].isEmpty }
    #expect(isEvaluated == [true, true, true, true, false])
  }

  @Test("steps and time end a training as generations do, and a resume takes the same settings")
  func limits() throws {
    let steps = try shell.run(
      "train", "pendulum", "--env-steps", "30000", "--out", "a", "--set", "strategy.population=32")
    #expect(steps.lines.contains("result             out of environment steps"))
    #expect(try shell.text("a/config.yaml").contains("env_steps: 30000\n"))
    let time = try shell.run("train", "pendulum", "--seconds", "0.001", "--out", "b")
    #expect(time.lines.contains("result             out of time"))
    let further = try shell.run(
      "resume", "b", "--set", "stop.seconds=null", "--set", "stop.generations=3")
    #expect(further.stderr == "")
    #expect(further.lines.contains("generations        3"))
    #expect(try shell.text("b/config.yaml").contains("seconds: null\n"))
    let wrong = try shell.run("resume", "b", "--set", "stop.generation=3")
    #expect(wrong.status == 64)
    #expect(
      wrong.complaint
        == "--set stop.generation=3: stop.generation: unknown key; did you mean 'generations'?")
  }

  @Test("training twice into one folder is refused and changes nothing")
  func occupied() throws {
    #expect(try shell.run("train", "cartpole", "--quiet", "--out", "a").status == 0)
    let policy = try shell.bytes("a/policy.safetensors")
    let second = try shell.run("train", "cartpole", "--quiet", "--out", "a", "--seed", "2")
    #expect(second.status == 1)
    #expect(
      second.complaint
        == "a: there is a run in this folder already; go on with it by 'evo-rl resume a', "
        + "or choose another --out")
    #expect(try shell.bytes("a/policy.safetensors") == policy)
  }

  @Test("the learning curve is a picture")
  func curve() throws {
    let bytes = try Trained.shell.get().bytes("run/learning-curve.png")
    #expect(try PNG.decode(bytes).bitmap.width == 800)
  }
}

extension Command {
  /// For the steps before the one that a test is about.
  func expectSuccess(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(status == 0, "\(stderr)", sourceLocation: sourceLocation)
  }
}
