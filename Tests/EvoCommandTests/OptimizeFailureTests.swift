import Testing

@Suite("Commands that fail")
struct OptimizeFailureTests {
  let shell: Shell

  init() throws { shell = try Shell() }

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
    try shell.expectOptimizeRefusal(
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
    try shell.writeSimulator("mkdir once-$1-$2 2>/dev/null && exit 1")
    let arguments = [
      "optimize", "--command", "./simulate {x0} {x1}", "--budget", "12", "--json",
    ]
    #expect(try shell.start(arguments).end().status == 1)
    let again = try shell.start(arguments + ["--retries", "1", "--seed", "2"]).end()
    #expect(again.status == 0)
    #expect(try again.objects.last?["failures"] as? Int == 0)
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
}
