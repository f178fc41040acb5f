import Foundation
import Testing

@Suite("evo-rl optimize --out")
struct OptimizeRecordTests {
  let shell: Shell

  init() throws { shell = try Shell() }

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
    try shell.expectOptimizeRefusal(
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
}
