import Foundation
import Testing

@Suite("evo-rl new")
struct NewCommandTests {
  private let shell: Shell

  init() throws { shell = try Shell() }

  @Test("a new walker keeps the contract, warns of nothing, and trains")
  func walker() throws {
    let command = try shell.run("new", "walker", "two-legs", "--json")
    command.expectSuccess()
    #expect(try command.json["out"] as? String == "two-legs.yaml")
    let check = try shell.run("check", "two-legs.yaml")
    check.expectSuccess()
    #expect(!check.stdout.contains("warning"))
    try shell.run(
      "train", "two-legs.yaml", "--generations", "2", "--quiet", "--out", "r", "--set",
      "evaluation.episodes=4", "--set", "strategy.population=8", "--set", "strategy.elite_pairs=2"
    ).expectSuccess()
    #expect(try shell.text("r/walker.yaml") == shell.text("two-legs.yaml"))
  }

  @Test("what is commented out in a new walker is taken as it stands")
  func comments() throws {
    try shell.run("new", "walker", "whole", "--quiet").expectSuccess()
    let text = try shell.text("whole.yaml")
    let comment = #/( *)# ([a-z_]+: .*)/#
    let lines = text.components(separatedBy: "\n").map { line in
      line.wholeMatch(of: comment).map { "\($0.1)\($0.2)" } ?? line
    }
    #expect(zip(lines, text.components(separatedBy: "\n")).count { $0 != $1 } > 8)
    try shell.write(lines.joined(separator: "\n"), to: "whole.yaml")
    let card = try shell.run("list", "env", "whole.yaml")
    #expect(card.status == 0, "\(card.stderr)")
  }

  @Test("every key that envs/README.md explains is in a new walker")
  func keys() throws {
    try shell.run("new", "walker", "whole", "--quiet", "--out", "w.yaml").expectSuccess()
    let text = try shell.text("w.yaml")
    let page = try String(contentsOfFile: "\(Shell.repository)/envs/README.md", encoding: .utf8)
    let sections = try #require(page.range(of: "## Keys")?.upperBound)
    var words: Set<String> = []
    for row in page[sections...].split(separator: "\n") where row.hasPrefix("| `") {
      let cell = row.split(separator: "|")[0]
      for code in cell.matches(of: #/`([^`]+)`/#) {
        for word in code.1.matches(of: #/[a-z_]+[a-z0-9_]*/#) { words.insert(String(word.0)) }
      }
    }
    // Values that stand in the page in the place of numbers.
    words.subtract(["x", "y"])
    #expect(words.count > 50)
    for word in words.sorted() {
      #expect(text.firstMatch(of: try Regex("\\b\(word)\\b")) != nil, "\(word)")
    }
  }

  @Test("a file that is there stays, and names that cannot be are refused in a sentence")
  func refusals() throws {
    try shell.write("mine", to: "mine.yaml")
    let there = try shell.run("new", "walker", "mine")
    #expect(there.status == 64)
    #expect(there.complaint.contains("mine.yaml is there already, and is not replaced"))
    #expect(try shell.text("mine.yaml") == "mine")
    for (name, words) in [
      ("hopper", "there is an environment 'hopper' already"),
      ("cartpole", "such as 'my-cartpole'"), ("a/b", "expected a name of letters"),
      ("7up", "begins with a letter"), ("", "expected a name of letters"),
    ] {
      let command = try shell.run("new", "walker", name)
      #expect(command.status == 64)
      #expect(command.complaint.contains(words), "\(command.stderr)")
    }
    let nowhere = try shell.run("new", "walker", "lost", "--out", "no/such/lost.yaml")
    #expect(nowhere.status == 1)
    #expect(nowhere.complaint.contains("no/such/lost.yaml"), "\(nowhere.stderr)")
    #expect(try shell.names() == ["mine.yaml"])
  }
}
