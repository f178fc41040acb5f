import Foundation
import Testing

@Suite("Interrupted commands")
struct InterruptTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  private static let long = ["train", "cartpole", "--set", "stop.solved=false", "--generations"]

  @Test(
    "a signal ends the training with its state saved, and it goes on to the same bytes",
    arguments: zip([SIGINT, SIGTERM], [Int32(130), 143]))
  func signals(signal: Int32, status: Int32) throws {
    let training = try shell.start(Self.long + ["1000000", "--json", "--out", "a"])
    training.waitForLines(3)
    training.send(signal)
    let command = try training.end()
    #expect(command.status == status)
    #expect(command.stderr == "evo-rl: interrupted; go on with: evo-rl resume a\n")
    let done = try #require(command.objects.last)
    #expect(done["event"] as? String == "done")
    let generations = try #require(done["generations"] as? Int)
    #expect(generations >= 3)

    let goal = "\(generations + 5)"
    let resumed = try shell.run("resume", "a", "--json", "--generations", goal)
    #expect(resumed.status == 0, "\(resumed.stderr)")
    #expect(
      try resumed.objects.compactMap { $0["generation"] as? Int }
        == Array(generations + 1...generations + 5))
    let rows = try shell.text("a/metrics.csv").split(separator: "\n").dropFirst()
    #expect(
      rows.map { Int($0.prefix { $0 != "," }) } == Array(1...generations + 5).map(Optional.some))

    try shell.start(Self.long + [goal, "--quiet", "--out", "b"]).end().expectSuccess()
    #expect(try shell.bytes("a/policy.safetensors") == shell.bytes("b/policy.safetensors"))
  }

  @Test("the way to go on is said in every mode", arguments: [["--quiet"], []])
  func hint(options: [String]) throws {
    let training = try shell.start(Self.long + ["1000000", "--out", "a"] + options)
    // The metrics' rows show that it trains; --quiet prints nothing to wait for.
    while (try? shell.bytes("a/metrics.csv").count { $0 == UInt8(ascii: "\n") }) ?? 0 < 3 {
      sched_yield()
    }
    training.send(SIGINT)
    let command = try training.end()
    #expect(command.status == 130)
    #expect(command.stderr == "evo-rl: interrupted; go on with: evo-rl resume a\n")
    #expect(options.isEmpty == command.lines.contains("result             interrupted"))
    #expect(options.isEmpty || command.stdout == "")
  }

  @Test("a second training in the folder of one that runs is refused")
  func locked() throws {
    let training = try shell.start(Self.long + ["1000000", "--json", "--out", "a"])
    training.waitForLines(1)
    for arguments in [["train", "cartpole", "--out", "a"], ["resume", "a"]] {
      let second = try shell.start(arguments).end()
      #expect(second.status == 1)
      #expect(second.complaint.hasPrefix("a: "))
      #expect(second.stdout == "")
    }
    training.send(SIGINT)
    #expect(try training.end().status == 130)
  }

  @Test(
    "a reader that goes away is no crash",
    arguments: [
      "train cartpole --json --generations 300 --set stop.solved=false --out a",
      "list config-keys", "--help", "--generate-completion-script zsh",
    ])
  func closedPipe(words: String) throws {
    let command = try shell.bash("evo-rl \(words) | head -n 1; echo ${PIPESTATUS[0]}")
    #expect(command.lines.count == 2)
    // Done, or ended by the signal that a closed pipe sends.
    #expect(["0", "141"].contains(command.lines.last))
    #expect(command.stderr == "")
  }
}
