import Foundation
import Testing

@Suite("The command line as docs/command-line.md describes it")
struct CommandLineTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test("every command has the shared options that the page says, and no other of them")
  func options() throws {
    let page = try String(
      contentsOfFile: "\(Shell.repository)/docs/command-line.md", encoding: .utf8)
    let lines = page.split(separator: "\n").drop { !$0.hasPrefix("| command |") }
    let rows = lines.prefix { $0.hasPrefix("|") }.map { row in
      row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces).filter { $0 != "`" } }
    }
    let options = try #require(rows.first)
    #expect(options.count > 10)
    let commands = try shell.run("--help").lines.drop { !$0.hasPrefix("SUBCOMMANDS ") }
      .filter { $0.hasPrefix("  ") }.compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(rows.dropFirst(2).map { $0[0] } == commands)
    for row in rows.dropFirst(2) {
      let words = row[0].split(separator: " ").map(String.init)
      let inner = ["analyze": ["gradient"], "list": ["envs"], "new": ["walker"]][row[0]] ?? []
      let help = try shell.start(words + inner + ["--help"]).end().lines
        .map { $0.trimmingCharacters(in: .whitespaces) }
      for (option, cell) in zip(options, row).dropFirst() {
        let isThere = help.contains { $0 == option || $0.hasPrefix(option + " ") }
        #expect(isThere == (cell == "x"), "\(row[0]) \(option)")
      }
    }
  }

  @Test("every list of results can be had as JSON")
  func json() throws {
    let check = try shell.run("check", "pendulum", "--json").json
    #expect(check["kept"] as? Bool == true)
    #expect((check["promises"] as? [Any])?.count ?? 0 > 5)
    let render = try shell.run(
      "render", "pendulum", "--out", "f", "--every", "100", "--size", "60x40", "--json"
    ).json
    #expect(render["frames"] as? Int == 3)
    #expect((render["returns"] as? [Any])?.count == 1)
    let analysis = try shell.run("analyze", "smoothing", "rastrigin", "--out", "a", "--json")
    #expect(analysis.lines.count == 1)
    #expect((try analysis.json["rows"] as? [Any])?.isEmpty == false)
    for words in [
      ["check", "pendulum"], ["render", "pendulum", "--sheet", "s.png", "--size", "60x40"],
      ["analyze", "smoothing", "rastrigin", "--out", "b"],
    ] {
      let quiet = try shell.start(words + ["--quiet"]).end()
      #expect(quiet.status == 0)
      #expect(quiet.stdout == "")
    }
  }

  @Test("the manual page has every command, and nothing that a formatter stumbles over")
  func manual() throws {
    let page = try shell.run("--generate-man-page")
    #expect(page.status == 0)
    #expect(page.stdout.hasPrefix(".TH EVO\\-RL 1 "))
    for heading in ["evo\\-rl train", "evo\\-rl list config\\-keys", "EXIT STATUS"] {
      #expect(page.lines.contains { $0.hasSuffix(" \"\(heading)\"") }, "\(heading)")
    }
    try shell.write(page.stdout, to: "evo-rl.1")
    let checked = try shell.bash(
      "type -P groff >/dev/null || exit 0; groff -man -Tutf8 -ww evo-rl.1 >page.txt")
    #expect(checked.status == 0)
    #expect(checked.stderr == "")
  }

  @Test("completion scripts offer policies and the keys of --set")
  func completion() throws {
    for name in ["bash", "zsh", "fish"] {
      let script = try shell.run("--generate-completion-script", name).stdout
      #expect(script.contains("evo-rl list policies --names"), "\(name)")
      #expect(script.contains("evo-rl list config-keys --names"), "\(name)")
    }
  }

  @Test("the live line fits the terminal, and plain output has no control characters")
  func liveLine() throws {
    func output(_ columns: Int, _ variables: String) throws -> String {
      let line =
        "stty cols \(columns); unset NO_COLOR; export TERM=xterm; \(variables) "
        + "\"$EVO_RL\" train cartpole --generations 3 --out \(columns)\(variables.count)"
      return try shell.bash(
        "type -P script >/dev/null || exit 0; script -qec '\(line)' /dev/null"
      ).stdout
    }
    for columns in [30, 60, 200] {
      let text = try output(columns, "")
      let live = text.split(separator: "\r").filter { $0.hasPrefix("\u{1B}[2Kgeneration") }
        .map { $0.dropFirst(4).split(separator: "\n")[0] }
      #expect(text.isEmpty || !live.isEmpty)
      #expect(live.allSatisfy { $0.count < columns }, "\(live)")
    }
    for variables in ["TERM=dumb", "NO_COLOR=1"] {
      let text = try output(80, variables)
      #expect(!text.contains("\u{1B}"))
      #expect(text.isEmpty || text.contains("generation 1, fitness 16.5, return 42.9"))
    }
  }
}
