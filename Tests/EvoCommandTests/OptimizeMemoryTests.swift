import Testing

/// Searches that take more memory than there is: refused in a sentence, before any of it is taken.
@Suite("Memory of evo-rl optimize")
struct OptimizeMemoryTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test(
    "too many numbers, members or tries are refused with what to lower",
    arguments: [
      (
        "--dim 10000000 --set strategy.population=1000 --strategy snes sphere",
        "strategy.population or --dim"
      ),
      (
        "--dim 10000000 --set strategy.population=1000 --strategy openai-es sphere",
        "strategy.population or --dim"
      ),
      ("--set strategy.population=67108864 --strategy pso sphere", "strategy.population or --dim"),
      ("--repeats 10000 --dim 1000000 --strategy snes sphere", "--repeats or strategy.population"),
      ("--dim 1000000 --strategy one-plus-one rotated-ellipsoid", "--dim"),
      ("--dim 1000000 --strategy one-plus-one bbob-24", "--dim"),
      (
        "--command 'echo {x}' --dim 10000000 --strategy cem --set strategy.population=2000",
        "strategy.population or --dim"
      ),
    ])
  func refused(arguments: String, remedy: String) throws {
    // What a machine has is not known; this process has no more than that.
    let command = try shell.bash("ulimit -v 4000000; exec \"$EVO_RL\" optimize \(arguments)")
    #expect(command.status == 1)
    #expect(command.complaint.hasPrefix("the search needs about "))
    #expect(command.complaint.hasSuffix(" are left; lower \(remedy)"), "\(command.complaint)")
    #expect(command.stderr.split(separator: "\n").count == 1)
    #expect(command.stdout == "")
  }

  @Test(
    "in little address space a search works or is refused, whatever the strategy",
    arguments: ["lm-ma-es", "eggroll", "openai-es", "pso"])
  func little(strategy: String) throws {
    var statuses: Set<Int32> = []
    for megabytes in [90, 105, 125, 150, 300] {
      let command = try shell.bash(
        "ulimit -v \(megabytes << 10); exec \"$EVO_RL\" optimize sphere --quiet --dim 20000 "
          + "--strategy \(strategy) --budget 40 --set strategy.population=20")
      statuses.insert(command.status)
      if command.status == 0 { continue }
      #expect(command.status == 1, "\(megabytes): \(command.stderr)")
      #expect(command.complaint.hasPrefix("the search needs about "), "\(command.stderr)")
    }
    #expect(statuses == [0, 1])
  }

  @Test(
    "where OpenBLAS would wait for its buffer for ever, a search is refused",
    arguments: ["cma-es", "xnes"])
  func buffer(strategy: String) throws {
    for (megabytes, status) in [(130, 1), (160, 1), (600, 0)] as [(Int, Int32)] {
      let command = try shell.bash(
        "ulimit -v \(megabytes << 10); exec timeout -s KILL 60 \"$EVO_RL\" optimize sphere --quiet "
          + "--dim 20 --strategy \(strategy) --budget 100")
      #expect(command.status == status, "\(megabytes): \(command.stderr)")
      #expect(command.complaint.hasPrefix(status == 0 ? "" : "the search needs about "))
      #expect(
        status == 0 || command.complaint.hasSuffix("take another strategy, such as sep-cma-es"))
    }
  }

  @Test("a restart for which there is no memory ends the search with what was found")
  func restart() throws {
    // So near to the minimum that ten generations are enough to see that nothing changes any more.
    let command = try shell.bash(
      "ulimit -v 120000; exec \"$EVO_RL\" optimize sphere --dim 100 --strategy sep-cma-es "
        + "--start 0 --sigma 1e-9 --restarts ipop --set strategy.population=2000 "
        + "--budget 100000000 --json")
    #expect(command.status == 1)
    #expect(command.complaint.hasPrefix("the search needs about "), "\(command.stderr)")
    let done = try #require(try command.objects.last)
    #expect(done["event"] as? String == "done")
    #expect((done["x"] as? [Double])?.count == 100)
  }
}
