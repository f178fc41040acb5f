import Foundation
import Testing

@Suite("evo-rl card")
struct CardCommandTests {
  private let shell: Shell

  init() throws { shell = try Shell() }

  @Test("a run gets a card, and is still whole")
  func run() throws {
    try shell.run(
      "train", "cartpole", "--generations", "2", "--quiet", "--out", "r", "--seed", "4"
    ).expectSuccess()
    let command = try shell.run("card", "r", "--json")
    command.expectSuccess()
    #expect(try command.json["files"] as? [String] == ["replay.webp", "results.json", "README.md"])
    #expect(
      try shell.text("r/README.md").contains("configuration `cartpole`, seed 4, 2 generations"))
    let verify = try shell.run("verify", "r")
    verify.expectSuccess()
    #expect(!verify.stdout.contains("not a file of evo-rl"))
  }

  @Test("what was trained on data gets a card with its accuracy, without a film")
  func data() throws {
    try shell.run(
      "train", "digits", "--generations", "2", "--quiet", "--out", "d", "--set",
      "strategy.population=16"
    ).expectSuccess()
    try shell.run("card", "d", "--out", "up").expectSuccess()
    #expect(
      try shell.names("up") == ["README.md", "act.py", "policy.safetensors", "results.json"])
    let page = try shell.text("up/README.md")
    let accuracy =
      try #require(
        try JSONSerialization.jsonObject(with: Data(try shell.bytes("up/results.json")))
          as? [String: Any])["accuracy"] as? Double
    let value = String(format: "%.4f", try #require(accuracy))
    #expect(page.contains("- type: accuracy\n      value: \(value)\n"))
    #expect(page.contains("type: tabular-classification\n") && !page.contains("replay.webp"))
  }

  @Test("a file of which nobody knows the folder needs one, and a page of others stays")
  func refusals() throws {
    let run = try Trained.cartPole().path
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "\(run)/checkpoints").sorted().first)
    let file = try shell.run("card", "\(run)/checkpoints/\(name)")
    #expect(file.status == 64)
    #expect(
      file.complaint == "--out: name a folder for the card of the file \(run)/checkpoints/\(name)")
    try FileManager.default.createDirectory(
      atPath: shell("own"), withIntermediateDirectories: true)
    try shell.write("# Mine\n", to: "own/README.md")
    let foreign = try shell.run("card", "cartpole", "--out", "own")
    #expect(foreign.status == 1)
    #expect(foreign.complaint.hasPrefix("own/README.md: not written by evo-rl card"))
    #expect(try shell.names("own") == ["README.md"])
  }
}
