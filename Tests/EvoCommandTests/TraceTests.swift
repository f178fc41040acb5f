import Testing

@Suite("evo-rl trace")
struct TraceTests {
  private let shell: Shell

  init() throws { shell = try Shell() }

  @Test("writes the episodes of eval, and says what they came to")
  func trace() throws {
    let command = try shell.run(
      "trace", "pendulum", "--episodes", "3", "--seed", "9", "--out", "r.npz")
    #expect(command.status == 0)
    #expect(command.stderr == "")
    #expect(command.lines.first == "3 episodes of pendulum, 600 steps, in r.npz")
    #expect(try shell.bytes("r.npz").starts(with: [0x50, 0x4b, 3, 4]))
    let json = try shell.run(
      "trace", "pendulum", "--episodes", "3", "--seed", "9", "--out", "again.npz", "--json",
      "--workers", "1"
    ).json
    #expect(json["steps"] as? Int == 600)
    let returns = try #require(json["returns"] as? [Double])
    let eval = try shell.run("eval", "pendulum", "--seed", "9", "--episodes", "3", "--json").json
    let mean = try #require(eval["return_mean"] as? Double)
    #expect(abs(returns.reduce(0, +) / 3 - mean) < 0.001)
    #expect(try shell.bytes("again.npz") == shell.bytes("r.npz"))
  }

  @Test("what cannot be is refused in a sentence, and nothing is written")
  func mistakes() throws {
    for (words, complaint) in [
      (
        ["pendulum", "--out", "r.csv"],
        "--out r.csv: the file is numpy's; name it r.npz"
      ),
      (
        ["pendulum", "--out", "r.npz", "--episodes", "0"],
        "--episodes 0: expected a number from 1 to 1000000"
      ),
      (["pendulum"], "Missing expected argument '--out <file>'"),
      (
        ["pendulum", "--out", "nowhere/r.npz"],
        "nowhere/r.npz: cannot write: no such file or folder; check the path"
      ),
    ] {
      let command = try shell.start(["trace"] + words).end()
      #expect(command.status != 0)
      #expect(command.complaint == complaint)
    }
    #expect(try shell.names(".") == [])
  }

  @Test("a policy that was trained on data plays nothing")
  func data() throws {
    try shell.run("train", "digits", "--generations", "1", "--quiet", "--out", "d").expectSuccess()
    let command = try shell.run("trace", "d", "--out", "r.npz")
    #expect(command.status == 1)
    #expect(command.complaint.contains("there are no episodes to play"))
  }
}
