import Foundation
import Testing

@Suite("evo-rl optimize --command")
struct OptimizeCommandTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test("a program that prints a number is optimized", arguments: ["1", "3"])
  func command(parallel: String) throws {
    try shell.writeSimulator()
    let command = try shell.run(
      "optimize", "--command", "./simulate {x0} {x1}", "--target", "1e-4", "--budget", "1000",
      "--workers", parallel, "--json")
    #expect(command.status == 0)
    let x = try #require(try command.objects.last?["x"] as? [Double])
    #expect(abs(x[0] - 1) < 0.05 && abs(x[1] - 2) < 0.05)
  }

  @Test("how many run at once changes nothing, and {x} is all numbers")
  func parallel() throws {
    try shell.writeSimulator("sleep 0.00$(( $$ % 10 ))")
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

  @Test("braces that are no placeholder are the shell's")
  func shellBraces() throws {
    let command = try shell.run(
      "optimize", "--command", "x1=7; echo {x0} | awk '{print}{y}' | tail -n ${x1}",
      "--budget", "4", "--json")
    #expect(command.status == 0)
    #expect(try command.objects.last?["failures"] as? Int == 0)
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
    try shell.expectOptimizeRefusal(
      ["--command", "./simulate"], status: 1,
      "--command: no place for a number; write {x0}, {x1} and so on \(words)")
    try shell.expectOptimizeRefusal(
      ["--command", "./simulate {x0} {x5}", "--dim", "2"], status: 1,
      "--command: {x5} is out of range; with --dim 2 write {x0} to {x1} \(words)")
    try shell.expectOptimizeRefusal(
      ["--command", "awk '{print}' {y}"], status: 1,
      "--command: no place for a number; write {x0}, {x1} and so on \(words)")
    try shell.expectOptimizeRefusal(
      ["--command", "./simulate {x1}"], status: 1,
      "--command: {x0} is missing, though there are 2 numbers; write it, or {x} for all of them")
    try shell.expectOptimizeRefusal(
      ["--command", "./simulate {x}"], status: 1,
      "--command: {x} does not say how many numbers there are; add --dim")
    try shell.expectOptimizeRefusal(
      ["sphere", "--command", "./simulate {x0}"],
      "'sphere' and --command contradict each other; choose one")
    try shell.expectOptimizeRefusal(
      ["--command", "./simulate {x0}", "--instance", "1"],
      "--instance belongs to a test function, and there is none")
    try shell.expectOptimizeRefusal(
      ["--command", "./simulate {x0}", "--timeout", "0"],
      "--timeout 0.0: expected a number from 0.001 to 1000000000")
    try shell.expectOptimizeRefusal(
      ["--command", "./simulate {x0}", "--workers", "0"],
      "--workers 0: expected a number from 1 to 1024")
  }
}
