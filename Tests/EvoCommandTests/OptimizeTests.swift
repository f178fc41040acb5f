import EvoDraw
import Foundation
import Testing

@Suite("evo-rl optimize")
struct OptimizeTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  private func expectRefusal(
    _ arguments: [String], status: Int32 = 64, _ complaint: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let command = try shell.start(["optimize"] + arguments).end()
    #expect(command.status == status, sourceLocation: sourceLocation)
    #expect(command.complaint == complaint, sourceLocation: sourceLocation)
    #expect(command.stdout == "", sourceLocation: sourceLocation)
  }

  /// A shell script that computes the squared distance from (1, 2), after `lines`.
  private func writeSimulator(_ lines: String = "") throws {
    try shell.write(
      "#!/bin/sh\n\(lines)\nawk \"BEGIN { print \\\"loss:\\\", ($1-1)^2 + ($2-2)^2 }\"\n",
      to: "simulate")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: shell("simulate"))
  }

  /// Whether a killed process is gone, or a zombie that nobody has asked for; it may take a moment.
  private func hasEnded(_ process: Int32) -> Bool {
    for _ in 0..<1_000_000 {
      let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      guard let state = status?.split(separator: ")").last?.split(separator: " ").first,
        state != "Z", state != "X"
      else { return true }
      sched_yield()
    }
    return false
  }

  // MARK: Functions

  @Test("a function is optimized down to a target, the same for the same seed")
  func function() throws {
    let first = try shell.run("optimize", "sphere", "--dim", "5", "--target", "1e-9", "--json")
    #expect(first.status == 0)
    let done = try #require(try first.objects.last)
    #expect(done["reached"] as? Bool == true)
    #expect((done["best"] as? Double ?? 1) <= 1e-9)
    #expect((done["x"] as? [Double])?.count == 5)
    let second = try shell.run("optimize", "sphere", "--dim", "5", "--target", "1e-9", "--json")
    #expect(try second.objects.last?["x"] as? [Double] == done["x"] as? [Double])
  }

  @Test("an unrolled problem is solved in pieces, and by what takes it as a function")
  func unrolled() throws {
    for strategy in ["pes", "noise-reuse-es", "openai-es"] {
      let command = try shell.run(
        "optimize", "influence-balancing", "--strategy", strategy, "--target", "0.2", "--budget",
        "5000", "--json")
      #expect(command.status == 0, "\(strategy): \(command.stderr)")
      let done = try #require(try command.objects.last)
      #expect((done["x"] as? [Double])?.count == 1)
    }
    let truncated = try shell.run(
      "optimize", "influence-balancing", "--strategy", "truncated-es", "--target", "0.2",
      "--budget",
      "5000", "--quiet")
    #expect(truncated.status == 1)
    try expectRefusal(
      ["sphere", "--strategy", "pes"], status: 1,
      "pes moves the center in the middle of an episode or an unroll, and here is neither; choose "
        + "another strategy, or try 'evo-rl train pendulum --set strategy=pes' or "
        + "'evo-rl optimize influence-balancing --strategy pes'")
    try expectRefusal(
      ["influence-balancing", "--dim", "3"],
      "--dim 3: influence-balancing has 1 to find; leave --dim out")
    try expectRefusal(
      ["influence-balancing", "--strategy", "pes", "--maximize"], "--maximize: pes lowers a loss")
    try expectRefusal(
      ["influence-balancing", "--strategy", "pes", "--set", "strategy.truncation=300"], status: 1,
      "strategy.truncation: found 300, expected at most the 200 steps of influence-balancing")
  }

  @Test("a target that is not reached is exit status 1")
  func missed() throws {
    let command = try shell.run("optimize", "sphere", "--target=-1", "--budget", "500", "--quiet")
    // An option's value may begin with a minus.
    let apart = try shell.run("optimize", "sphere", "--target", "-1", "--budget", "500", "--quiet")
    #expect((apart.status, apart.stderr) == (1, ""))
    #expect(command.status == 1)
    #expect(command.stdout.contains("out of evaluations"))
    #expect(command.stderr == "")
  }

  @Test("the best point is printed with all of its numbers, quietly as well")
  func allNumbers() throws {
    for flags in [[], ["--quiet"]] {
      let command = try shell.start(
        ["optimize", "sphere", "--dim", "12", "--budget", "40"] + flags
      )
      .end()
      let row = try #require(command.lines.first { $0.hasPrefix("at ") })
      #expect(row.split(separator: " ").dropFirst().compactMap { Double($0) }.count == 12)
    }
  }

  @Test("a search that is broken off keeps what it found, and goes on with it")
  func record() throws {
    let line = "echo . >> runs; awk 'BEGIN { print ({x0} - 1)^2 + ({x1} + 2)^2 }'"
    let arguments = ["optimize", "--command", line, "--seed", "3", "--json", "--sigma", "0.5"]
    let whole = try shell.start(arguments + ["--budget", "60"]).end()
    try shell.write("", to: "runs")
    let part = try shell.start(arguments + ["--budget", "30", "--out", "found.json"]).end()
    #expect(part.status == 0)
    #expect(try shell.text("runs").count == 60)
    let kept = try JSONSerialization.jsonObject(with: Data(try shell.bytes("found.json")))
    let record = try #require(kept as? [String: Any])
    #expect((record["values"] as? [String])?.count == 30)
    #expect(record["x"] as? [Double] == (try part.objects.last?["x"] as? [Double]))
    #expect(record["ending"] as? String == "out of evaluations")

    let rest = try shell.start(
      arguments + ["--budget", "60", "--out", "found.json", "--resume"]
    ).end()
    #expect(rest.status == 0, "\(rest.stderr)")
    #expect(try shell.text("runs").count == 120, "nothing runs twice")
    #expect(try rest.objects.last?["x"] as? [Double] == whole.objects.last?["x"] as? [Double])
    #expect(
      try rest.objects.last?["evaluations"] as? Int == whole.objects.last?["evaluations"] as? Int)

    let other = try shell.start(
      ["optimize", "--command", line, "--seed", "4", "--sigma", "0.5", "--out", "found.json"]
        + ["--resume"]
    ).end()
    #expect(other.status == 1)
    #expect(
      other.complaint.hasPrefix(
        "found.json: it is of another search: set is strategy.name=cma-es seed=3"))
    try shell.write("{}", to: "broken.json")
    #expect(
      try shell.run("optimize", "sphere", "--out", "broken.json", "--resume").complaint
        == "broken.json: not a file that 'evo-rl optimize --out' has written")
    try expectRefusal(
      ["sphere", "--resume"],
      "--resume goes on with the file of --out, and there is none; add --out")
  }

  @Test("an interrupted search leaves its file, values that are none and infinite ones included")
  func interruptedRecord() throws {
    let line =
      "awk 'BEGIN { if ({x0} > 1) print \"nan\"; else if ({x0} < -1) print \"inf\"; else print "
      + "{x0}^2 }'; [ -e stop ] && { echo > stopped; sleep 1000; }; true"
    let arguments = ["optimize", "--command", line, "--json", "--out", "found.json"]
    let started = try shell.start(arguments)
    started.waitForLines(3)
    try shell.write("", to: "stop")
    while !shell.exists("stopped") { sched_yield() }
    started.send(SIGINT)
    let broken = try started.end()
    #expect(broken.status == 130)
    let done = try #require(try broken.objects.last)
    let kept = try JSONSerialization.jsonObject(with: Data(try shell.bytes("found.json")))
    let record = try #require(kept as? [String: Any])
    #expect(record["x"] as? [Double] == done["x"] as? [Double])
    #expect((record["values"] as? [String])?.count == done["evaluations"] as? Int)
    try FileManager.default.removeItem(atPath: shell("stop"))
    let rest = try shell.start(arguments + ["--resume", "--budget", "200"]).end()
    let whole = try shell.start(
      ["optimize", "--command", line, "--json", "--budget", "200"]
    ).end()
    #expect(try rest.objects.last?["x"] as? [Double] == whole.objects.last?["x"] as? [Double])
  }

  @Test("a search that has converged says so and stops")
  func converged() throws {
    let command = try shell.run("optimize", "sphere", "--dim", "2")
    #expect(command.stdout.contains("converged: all values are almost the same; --restarts ipop"))
    let json = try shell.run("optimize", "sphere", "--dim", "2", "--json")
    #expect(try json.objects.last?["ending"] as? String == "tol-fun")
  }

  @Test("restarts find the best of many minima", arguments: ["ipop", "bipop"])
  func restarts(kind: String) throws {
    let without = try shell.run(
      "optimize", "rastrigin", "--dim", "5", "--target", "1e-8", "--json")
    #expect(without.status == 1)
    #expect(try without.objects.last?["restarts"] as? Int == 0)
    let with = try shell.run(
      "optimize", "rastrigin", "--dim", "5", "--target", "1e-8", "--restarts", kind, "--json")
    #expect(with.status == 0)
    let objects = try with.objects
    #expect((objects.last?["restarts"] as? Int ?? 0) > 0)
    let populations = Set(objects.compactMap { $0["population"] as? Int })
    #expect(populations.contains(16))
  }

  @Test("instances of a BBOB function differ")
  func instances() throws {
    let values = try ["1", "2"].map { instance in
      try shell.run(
        "optimize", "bbob-3", "--dim", "3", "--instance", instance, "--budget", "100", "--json"
      ).objects.last?["best"] as? Double
    }
    #expect(values[0] != values[1])
  }

  @Test("the way of a search is drawn on a map of its function")
  func plot() throws {
    let command = try shell.run(
      "optimize", "rastrigin", "--dim", "2", "--restarts", "ipop", "--budget", "2000", "--quiet",
      "--plot", "map.png")
    #expect(command.status == 0)
    let bitmap = try PNG.decode(try shell.bytes("map.png")).bitmap
    #expect(bitmap.width == 800 && bitmap.height == 700)
    #expect(bitmap.pixels.count { $0 == 0xffd5_5e00 } > 100)
    try expectRefusal(
      ["rastrigin", "--plot", "x.png"], "--plot x.png: a map has two dimensions; add --dim 2")
    try expectRefusal(
      ["--command", "echo {x0} {x1}", "--dim", "2", "--plot", "x.png"],
      "--plot belongs to a test function; a map of a command would run it thousands of times")
    let elsewhere = try shell.run(
      "optimize", "sphere", "--dim", "2", "--quiet", "--plot", "no/map.png")
    #expect(elsewhere.status == 1)
    #expect(
      elsewhere.complaint == "no/map.png: cannot write: no such file or folder; check the path")
  }

  @Test("mistakes with functions are one sentence each")
  func functionMistakes() throws {
    try expectRefusal([], "nothing to optimize: name a function, or give a --command")
    try expectRefusal(
      ["sphre"], status: 1, "no test function 'sphre'; did you mean 'sphere'?")
    try expectRefusal(
      ["sphere", "--instance", "2"], status: 1,
      "sphere has no instances; --instance is for bbob-1 to bbob-24")
    try expectRefusal(
      ["sphere", "--instance", "1000000"],
      "--instance 1000000: expected a number from 0 to 100000")
    try expectRefusal(["sphere", "--dim", "1"], "--dim 1: expected a number from 2 to 10000000")
    try expectRefusal(["sphere", "--budget", "0"], "--budget 0: expected a number from 1 on")
    try expectRefusal(
      ["sphere", "--retries", "2"], "--retries belongs to --command, and there is none")
    try expectRefusal(
      ["sphere", "--strategy", "snes", "--restarts", "ipop"],
      "--restarts ipop: snes does not know when it has converged; restarts are for cma-es and "
        + "sep-cma-es")
    try expectRefusal(
      ["sphere", "--start", "1,2"], "--start: found 2 numbers, expected 1 or the 10 of --dim")
    try expectRefusal(
      ["sphere", "--strategy", "xness"],
      "--strategy xness: no such strategy; did you mean 'xnes'?")
    try expectRefusal(
      ["sphere", "--set", "strategy.population=2"], status: 1,
      "strategy.population: found 2, but cma-es needs at least 4")
    try expectRefusal(
      ["sphere", "--dim", "6000"], status: 1,
      "cma-es works with up to 5000 parameters and there are 6000; use sep-cma-es, lm-ma-es or "
        + "eggroll, or a smaller network")
  }

  // MARK: Commands

  @Test("a program that prints a number is optimized", arguments: ["1", "3"])
  func command(parallel: String) throws {
    try writeSimulator()
    let command = try shell.run(
      "optimize", "--command", "./simulate {x0} {x1}", "--target", "1e-4", "--budget", "1000",
      "--workers", parallel, "--json")
    #expect(command.status == 0)
    let x = try #require(try command.objects.last?["x"] as? [Double])
    #expect(abs(x[0] - 1) < 0.05 && abs(x[1] - 2) < 0.05)
  }

  @Test("how many run at once changes nothing, and {x} is all numbers")
  func parallel() throws {
    try writeSimulator("sleep 0.00$(( $$ % 10 ))")
    let results = try ["1", "4"].map { parallel in
      try shell.run(
        "optimize", "--command", "./simulate {x}", "--dim", "2", "--budget", "60", "--workers",
        parallel, "--json"
      ).objects.last?["x"] as? [Double]
    }
    #expect(results[0] == results[1])
  }

  @Test("the maximum is found, from a start of one's own")
  func maximum() throws {
    let command = try shell.run(
      "optimize", "--command", "awk 'BEGIN { print 7 - ({x0} - 10)^2 }'", "--maximize",
      "--start", "-3", "--sigma", "2", "--target", "6.999", "--budget", "2000", "--json")
    #expect(command.status == 0)
    let x = try #require(try command.objects.last?["x"] as? [Double])
    #expect(abs(x[0] - 10) < 0.1)
  }

  @Test("a command that hangs is killed with its children")
  func hangs() throws {
    // The number of the innermost process ends up in a file.
    let command = try shell.run(
      "optimize", "--command", "sh -c 'echo $$ >> pids; sleep 1000 {x0}' & wait",
      "--timeout", "0.2", "--workers", "4")
    #expect(command.status == 1)
    #expect(command.complaint.hasPrefix("'sh -c 'echo $$ >> pids; sleep 1000 "))
    #expect(
      command.complaint.hasSuffix(
        "did not end within 0.2 s and was killed; --timeout sets another limit"))
    let processes = try shell.text("pids").split(separator: "\n").compactMap { Int32($0) }
    #expect(processes.count >= 4)
    for process in processes { #expect(hasEnded(process)) }
  }

  @Test("a command that fails is named with its status and what it complained")
  func fails() throws {
    try expectRefusal(
      ["--command", "echo {x0}; echo no fuel >&2; echo more >&2; exit 3", "--start", "2"],
      status: 1,
      "'\(try failingLine())' ended with status 3: no fuel")
    let missing = try shell.run("optimize", "--command", "./missing {x0}")
    #expect(missing.status == 1)
    #expect(missing.complaint.contains("' ended with status 127: "))
    #expect(missing.complaint.contains("not found"))
    let crash = try shell.run("optimize", "--command", "kill -SEGV $$; echo {x0}")
    #expect(crash.complaint.hasSuffix("was ended by signal 11 (Segmentation fault)"))
  }

  /// The first line that the failing command of `fails` becomes.
  private func failingLine() throws -> String {
    let command = try shell.run(
      "optimize", "--command", "echo {x0}; echo no fuel >&2; echo more >&2; exit 3", "--start", "2")
    let line = command.complaint.dropFirst().prefix { $0 != "'" }
    #expect(line.hasPrefix("echo "))
    return String(line)
  }

  @Test("a command that prints no number is named with what it printed")
  func noNumber() throws {
    let silent = try shell.run("optimize", "--command", ": {x0}")
    #expect(silent.status == 1)
    #expect(silent.complaint.hasSuffix("' printed nothing, expected a number"))
    let wordy = try shell.run("optimize", "--command", ": {x0}; echo 5; echo done")
    #expect(wordy.complaint.hasSuffix("' printed no number: its last line is 'done'"))
  }

  @Test(
    "the last word of the output is the number, or there is none",
    arguments: [
      "epoch 3 accuracy 93.5%", "step 7 tensor(0.25)", "12 0,5", "loss 3 [0.25]", "epoch 3 0.25.",
      "at 12:30", "3=0.5", "5 points", "7 0.25D", "8 1.5Dx",
    ])
  func notTheLastWord(line: String) throws {
    let command = try shell.run("optimize", "--command", ": {x0}; echo '\(line)'")
    #expect(command.status == 1)
    #expect(
      command.complaint.hasSuffix(
        "' printed no number: its last line is '\(line)'"
          + (line.contains(" ") ? ", whose last word is none" : "")))
  }

  @Test(
    "what is surely decoration is passed over",
    arguments: [
      ("loss=0.25", 0.25), ("epoch 3 loss:-0.25", -0.25), ("epoch 3 \u{2212}0.5", -0.5),
      ("value 1.5D-03", 0.0015), ("2.5d2", 250), ("\u{1B}[1;32m0.75\u{1B}[0m", 0.75),
      ("a 1e3\t \r", 1000), ("0x10", 16), ("0.5\n\u{1B}(B\u{1B}[m", 0.5),
    ] as [(String, Double)])
  func decorated(text: String, value: Double) throws {
    try shell.write(text, to: "said")
    let command = try shell.run(
      "optimize", "--command", ": {x0}; cat said", "--budget", "4", "--json")
    #expect(command.status == 0)
    #expect(try command.objects.last?["best"] as? Double == value)
  }

  @Test("a value with 64 KB of blank lines and blanks behind it is read")
  func blankAfterwards() throws {
    let command = try shell.run(
      "optimize", "--command", "echo {x0}; yes '' | head -c 300000; printf '%300000s' ' '",
      "--budget", "4", "--json")
    #expect(command.status == 0)
    #expect(try command.objects.last?["failures"] as? Int == 0)
  }

  @Test("a command that only prints nan is run again, and the search ends with that")
  func onlyNaN() throws {
    let command = try shell.run(
      "optimize", "--command", ": {x0}; echo . >> runs; echo nan", "--retries", "2")
    #expect(command.status == 1)
    #expect(command.complaint.hasSuffix("' printed nan"))
    // Three generations of four members, each tried three times.
    #expect(try shell.text("runs").count == 72)
    let single = try shell.run(
      "optimize", "--command", ": {x0}; echo nan", "--strategy", "one-plus-one")
    #expect(single.status == 1)
    #expect(single.complaint.hasSuffix("' printed nan"))
  }

  @Test("a budget that does not cover a generation is refused")
  func smallBudget() throws {
    try expectRefusal(
      ["sphere", "--budget", "9"], status: 1,
      "--budget 9: a generation of cma-es takes 10 evaluations; raise the budget, or lower "
        + "strategy.population with --set")
    #expect(try shell.run("optimize", "sphere", "--budget", "10").status == 0)
  }

  @Test("braces that are no placeholder are the shell's")
  func shellBraces() throws {
    let command = try shell.run(
      "optimize", "--command", "x1=7; echo {x0} | awk '{print}{y}' | tail -n ${x1}",
      "--budget", "4", "--json")
    #expect(command.status == 0)
    #expect(try command.objects.last?["failures"] as? Int == 0)
  }

  @Test("the value of an option may begin with a minus")
  func negativeValues() throws {
    let command = try shell.run(
      "optimize", "sphere", "--dim", "2", "--target", "-4.99", "--budget", "60", "--start", "-1")
    #expect(command.status == 1)
    #expect(command.stdout.contains("out of evaluations"))
    #expect(try shell.run("optimize", "sphere", "--seed", "-1").status == 64)
  }

  @Test("numbers are printed with four digits, in JSON with all")
  func digits() throws {
    let command = try shell.run(
      "optimize", "sphere", "--dim", "2", "--budget", "60")
    let value = try #require(command.lines.first { $0.hasPrefix("best value") })
    #expect(value.split(separator: " ").last?.filter(\.isNumber).count ?? 99 <= 9)
    let json = try shell.run("optimize", "sphere", "--dim", "2", "--budget", "60", "--json")
    #expect("\(try json.objects.last?["best"] ?? 0)".count > 10)
  }

  @Test("a failed member ranks last, is counted, and warned about once")
  func failedMembers() throws {
    // Whatever is left of 0 fails or is NaN.
    let command = try shell.run(
      "optimize", "--command",
      "awk 'BEGIN { if ({x0} < 0) exit 4; if ({x1} < 0) print \"nan\"; else print ({x0} - 1)^2 + "
        + "({x1} - 1)^2 }'", "--target", "1e-3", "--budget", "2000", "--sigma", "0.5", "--json")
    #expect(command.status == 0)
    let done = try #require(try command.objects.last)
    #expect((done["failures"] as? Int ?? 0) > 0)
    #expect(command.stderr.split(separator: "\n").count <= 1)
    #expect((done["best"] as? Double ?? 1) <= 1e-3)
  }

  @Test("when a command that worked fails for all of a generation, what was found is shown")
  func lateFailure() throws {
    let command = try shell.run(
      "optimize", "--command", "echo . >> count; [ $(wc -l < count) -le 8 ] && echo {x0}",
      "--json")
    #expect(command.status == 1)
    #expect(command.complaint.hasSuffix("' ended with status 1"))
    let done = try #require(try command.objects.last)
    #expect(done["event"] as? String == "done")
    #expect(done["evaluations"] as? Int == 8)
    #expect((done["x"] as? [Double])?.count == 1)
  }

  @Test("a command that fails now and then is run again")
  func retries() throws {
    // Fails each time that it is the first to make the folder.
    try writeSimulator("mkdir once-$1-$2 2>/dev/null && exit 1")
    let arguments = [
      "optimize", "--command", "./simulate {x0} {x1}", "--budget", "12", "--json",
    ]
    #expect(try shell.start(arguments).end().status == 1)
    let again = try shell.start(arguments + ["--retries", "1", "--seed", "2"]).end()
    #expect(again.status == 0)
    #expect(try again.objects.last?["failures"] as? Int == 0)
  }

  @Test("an interrupt ends the commands and shows what was found")
  func interrupt() throws {
    let started = try shell.start([
      "optimize", "--command",
      "echo {x0}; [ -e stop ] && { echo $$ > pid; sleep 1000; }; true", "--json",
    ])
    started.waitForLines(3)
    try shell.write("", to: "stop")
    while (try? shell.text("pid"))?.hasSuffix("\n") != true { sched_yield() }
    started.send(SIGINT)
    let command = try started.end()
    #expect(command.status == 130)
    #expect(try command.objects.last?["event"] as? String == "done")
    let process = try #require(Int32(try shell.text("pid").dropLast()))
    #expect(hasEnded(process))
  }

  @Test("what a command leaves in the background does not hold up the search")
  func background() throws {
    let command = try shell.run(
      "optimize", "--command", "sleep 1000 & echo $! >> pids; echo {x0}", "--budget", "8",
      "--quiet")
    #expect(command.status == 0)
    let processes = try shell.text("pids").split(separator: "\n").compactMap { Int32($0) }
    #expect(processes.count == 8)
    for process in processes { #expect(hasEnded(process)) }
  }

  @Test("a command may print a lot")
  func talkative() throws {
    let command = try shell.run(
      "optimize", "--command", "seq 100000; seq 100000 >&2; echo {x0}", "--budget", "4", "--quiet")
    #expect(command.status == 0)
  }

  @Test("mistakes in a command line are one sentence each")
  func commandMistakes() throws {
    let words = "for one number each, or {x} for all of them"
    try expectRefusal(
      ["--command", "./simulate"], status: 1,
      "--command: no place for a number; write {x0}, {x1} and so on \(words)")
    try expectRefusal(
      ["--command", "./simulate {x0} {x5}", "--dim", "2"], status: 1,
      "--command: {x5} is out of range; with --dim 2 write {x0} to {x1} \(words)")
    try expectRefusal(
      ["--command", "awk '{print}' {y}"], status: 1,
      "--command: no place for a number; write {x0}, {x1} and so on \(words)")
    try expectRefusal(
      ["--command", "./simulate {x1}"], status: 1,
      "--command: {x0} is missing, though there are 2 numbers; write it, or {x} for all of them")
    try expectRefusal(
      ["--command", "./simulate {x}"], status: 1,
      "--command: {x} does not say how many numbers there are; add --dim")
    try expectRefusal(
      ["sphere", "--command", "./simulate {x0}"],
      "'sphere' and --command contradict each other; choose one")
    try expectRefusal(
      ["--command", "./simulate {x0}", "--instance", "1"],
      "--instance belongs to a test function, and there is none")
    try expectRefusal(
      ["--command", "./simulate {x0}", "--timeout", "0"],
      "--timeout 0.0: expected a number from 0.001 to 1000000000")
    try expectRefusal(
      ["--command", "./simulate {x0}", "--workers", "0"],
      "--workers 0: expected a number from 1 to 1024")
  }
}
