import EvoDraw
import Foundation
import Testing

@Suite("evo-rl optimize")
struct OptimizeTests {
  let shell: Shell

  init() throws { shell = try Shell() }

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
    try shell.expectOptimizeRefusal(
      ["sphere", "--strategy", "pes"], status: 1,
      "pes moves the center in the middle of an episode or an unroll, and here is neither; choose "
        + "another strategy, or try 'evo-rl train pendulum --set strategy=pes' or "
        + "'evo-rl optimize influence-balancing --strategy pes'")
    try shell.expectOptimizeRefusal(
      ["influence-balancing", "--dim", "3"],
      "--dim 3: influence-balancing has 1 to find; leave --dim out")
    try shell.expectOptimizeRefusal(
      ["influence-balancing", "--strategy", "pes", "--maximize"], "--maximize: pes lowers a loss")
    try shell.expectOptimizeRefusal(
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
    try shell.expectOptimizeRefusal(
      ["rastrigin", "--plot", "x.png"], "--plot x.png: a map has two dimensions; add --dim 2")
    try shell.expectOptimizeRefusal(
      ["--command", "echo {x0} {x1}", "--dim", "2", "--plot", "x.png"],
      "--plot belongs to a test function; a map of a command would run it thousands of times")
    let elsewhere = try shell.run(
      "optimize", "sphere", "--dim", "2", "--quiet", "--plot", "no/map.png")
    #expect(elsewhere.status == 1)
    #expect(
      elsewhere.complaint == "no/map.png: cannot write: no such file or folder; check the path")
  }

  @Test("a budget that does not cover a generation is refused")
  func smallBudget() throws {
    try shell.expectOptimizeRefusal(
      ["sphere", "--budget", "9"], status: 1,
      "--budget 9: a generation of cma-es takes 10 evaluations; raise the budget, or lower "
        + "strategy.population with --set")
    #expect(try shell.run("optimize", "sphere", "--budget", "10").status == 0)
  }

  @Test("the value of an option may begin with a minus")
  func negativeValues() throws {
    let command = try shell.run(
      "optimize", "sphere", "--dim", "2", "--target", "-4.99", "--budget", "60", "--start", "-1")
    #expect(command.status == 1)
    #expect(command.stdout.contains("out of evaluations"))
    // What is wrong is the value; it is not missing.
    let seed = try shell.run("optimize", "sphere", "--seed", "-1")
    #expect(seed.status == 64)
    #expect(seed.stderr.contains("'-1'"))
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

  @Test("mistakes with functions are one sentence each")
  func functionMistakes() throws {
    try shell.expectOptimizeRefusal(
      [], "nothing to optimize: name a function, or give a --command or a --worker")
    try shell.expectOptimizeRefusal(
      ["sphre"], status: 1, "no test function 'sphre'; did you mean 'sphere'?")
    try shell.expectOptimizeRefusal(
      ["sphere", "--instance", "2"], status: 1,
      "sphere has no instances; --instance is for bbob-1 to bbob-24")
    try shell.expectOptimizeRefusal(
      ["sphere", "--instance", "1000000"],
      "--instance 1000000: expected a number from 0 to 100000")
    try shell.expectOptimizeRefusal(
      ["sphere", "--dim", "1"], "--dim 1: expected a number from 2 to 10000000")
    try shell.expectOptimizeRefusal(
      ["sphere", "--budget", "0"], "--budget 0: expected a number from 1 on")
    try shell.expectOptimizeRefusal(
      ["sphere", "--retries", "2"], "--retries belongs to --command and --worker, and there is none"
    )
    try shell.expectOptimizeRefusal(
      ["sphere", "--strategy", "snes", "--restarts", "ipop"],
      "--restarts ipop: snes does not know when it has converged; restarts are for cma-es and "
        + "sep-cma-es")
    try shell.expectOptimizeRefusal(
      ["sphere", "--start", "1,2"], "--start: found 2 numbers, expected 1 or the 10 of --dim")
    try shell.expectOptimizeRefusal(
      ["sphere", "--strategy", "xness"],
      "--strategy xness: no such strategy; did you mean 'xnes'?")
    try shell.expectOptimizeRefusal(
      ["sphere", "--set", "strategy.population=2"], status: 1,
      "strategy.population: found 2, but cma-es needs at least 4")
    try shell.expectOptimizeRefusal(
      ["sphere", "--dim", "6000"], status: 1,
      "cma-es works with up to 5000 parameters and there are 6000; use sep-cma-es, lm-ma-es or "
        + "eggroll, or a smaller network")
  }
}
