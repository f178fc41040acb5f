import Foundation
import Testing

@Suite("evo-rl list, help and completion")
struct ListTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test(
    "every list has a table, and bare names with --names",
    arguments: [
      ("envs", "cartpole"), ("configs", "pendulum"), ("policies", "cartpole"),
      ("strategies", "eggroll"),
    ])
  func lists(what: String, name: String) throws {
    let table = try shell.run("list", what, environment: ["COLUMNS": "1000"])
    #expect(table.status == 0)
    #expect(table.stderr == "")
    #expect(table.lines.contains { $0.hasPrefix(name + " ") })
    #expect(!table.stdout.contains(" \n"), "no spaces at the ends of lines")
    let names = try shell.run("list", what, "--names")
    #expect(names.status == 0)
    #expect(names.lines.contains(name))
    #expect(names.lines.allSatisfy { !$0.contains(" ") })
    #expect(names.lines.count == table.lines.count - 1)
  }

  @Test(
    "no list is wider than the terminal",
    arguments: ["envs", "configs", "policies", "strategies", "functions", "data", "config-keys"])
  func widths(what: String) throws {
    let command = try shell.run("list", what, environment: ["COLUMNS": "80"])
    #expect(command.status == 0)
    let wide = command.lines.filter { $0.count > 80 && $0.contains(" ") }
    #expect(wide.isEmpty, "\(wide)")
  }

  @Test("the keys are blocks, and a word picks some of them")
  func keys() throws {
    let rank = try shell.run("list", "config-keys", "strategy.rank")
    #expect(rank.lines.first == "strategy.rank: 1")
    #expect(rank.lines.contains("    expected: a whole number from 1 to 64"))
    #expect(rank.lines.last == "    only with eggroll")
    let section = try shell.run("list", "config-keys", "optimizer", "--names").lines
    #expect(section.contains("optimizer.learning_rate.end"))
    #expect(section.allSatisfy { $0 == "optimizer" || $0.hasPrefix("optimizer.") })
    let rates = try shell.run("list", "config-keys", "learning_rate", "--names").lines
    #expect(rates.contains("optimizer.learning_rate"))
    #expect(rates.contains("robustness.adversary_learning_rate"))
    let wrong = try shell.run("list", "config-keys", "sigam")
    #expect(wrong.status == 1)
    #expect(wrong.complaint == "no key has 'sigam' in its name; did you mean 'sigma'?")
  }

  @Test("docs/configuration.md is what the program says about its keys")
  func page() throws {
    let page = try String(
      contentsOfFile: "\(Shell.repository)/docs/configuration.md", encoding: .utf8)
    let command = try shell.run("list", "config-keys", "--markdown")
    #expect(
      command.stdout == page,
      "write it anew: .build/release/evo-rl list config-keys --markdown > docs/configuration.md")
  }

  @Test("a configuration is shown as its file, or with every key")
  func configuration() throws {
    let file = try String(
      contentsOfFile: "\(Shell.repository)/configs/cartpole.yaml", encoding: .utf8)
    #expect(try shell.run("list", "config", "cartpole").stdout == file)
    let resolved = try shell.run("list", "config", "cartpole", "--resolved")
    #expect(resolved.lines.contains("  common_random_numbers: generation"))
    let wrong = try shell.run("list", "config", "cartpol")
    #expect(wrong.complaint == "no configuration 'cartpol'; did you mean 'cartpole'?")
  }

  @Test("an environment has a card with spaces, reward, limit and what counts as solved")
  func card() throws {
    let card = try shell.run("list", "env", "cartpole")
    #expect(card.status == 0)
    for text in [
      "cartpole: ", "Gymnasium", "Observation\n", "Action: one of\n  0: ", "\nReward  ",
      "\nStart  ", "\nEnd  ", "\nStep limit  500\n", "\nSolved at   a mean return of 475\n",
    ] {
      #expect(card.stdout.contains(text), "\(text)")
    }
  }

  @Test("every environment has a card")
  func cards() throws {
    for name in try shell.run("list", "envs", "--names").lines {
      let card = try shell.run("list", "env", name)
      #expect(card.status == 0, "\(card.stderr)")
      #expect(card.stdout.hasPrefix("\(name): "))
    }
  }

  @Test("an unknown environment is answered with the nearest")
  func unknown() throws {
    let command = try shell.run("list", "env", "cartpol")
    #expect(command.status == 1)
    #expect(command.complaint == "no environment 'cartpol'; did you mean 'cartpole'?")
  }

  @Test("the top help names every subcommand and shows where to begin")
  func help() throws {
    let help = try shell.run("--help")
    #expect(help.status == 0)
    #expect(help.stderr == "")
    #expect(help.stdout.hasPrefix("OVERVIEW: Train neural policies with evolution strategies."))
    #expect(help.stdout.contains("evo-rl train cartpole"))
    for name in ["train", "resume", "eval", "render", "list", "bench"] {
      #expect(help.lines.contains { $0.hasPrefix("  \(name) ") }, "\(name)")
    }
    #expect(help.lines.count <= 23)
    #expect(help.lines.allSatisfy { $0.count <= 80 })
    for words in [["-h"], ["help"]] {
      #expect(try shell.start(words).end().stdout == help.stdout)
    }
    // No words at all are a mistake, which a script notices by the status.
    let nothing = try shell.run()
    #expect(nothing.status == 64)
    #expect(nothing.stdout == help.stdout)
  }

  @Test("every subcommand has a help with its usage, and every option of it a text")
  func subcommands() throws {
    let top = try shell.run("--help").lines
    let begin = try #require(top.firstIndex { $0.hasPrefix("SUBCOMMANDS ") })
    let names = top[(begin + 1)...].compactMap { line in
      line.wholeMatch(of: #/  ([a-z-]+) .*/#).map { String($0.1) }
    }
    #expect(names.count >= 6)
    for name in names {
      let help = try shell.run(name, "--help")
      #expect(help.status == 0)
      #expect(help.stdout.hasPrefix("OVERVIEW: "))
      #expect(help.stdout.contains("\nUSAGE: evo-rl \(name)"))
      #expect(try shell.run("help", name).stdout == help.stdout)
    }
  }

  @Test("--version prints the version alone")
  func version() throws {
    let command = try shell.run("--version")
    #expect(command.status == 0)
    #expect(try command.stdout.wholeMatch(of: Regex("[0-9]+\\.[0-9]+\\.[0-9]+\n")) != nil)
  }

  @Test("completion scripts are printed, and shells that are installed can read them")
  func completion() throws {
    for name in ["bash", "zsh", "fish"] {
      let script = try shell.run("--generate-completion-script", name)
      #expect(script.status == 0)
      #expect(script.stdout.contains("evo-rl list configs --names"), "\(name)")
      try shell.write(script.stdout, to: "completion.\(name)")
      let check = try shell.bash(
        "type -P \(name) >/dev/null || exit 0; \(name) -n completion.\(name)")
      #expect(check.status == 0, "\(check.stderr)")
    }
  }

  @Test("an unknown subcommand or option is refused with the usage")
  func unknownWords() throws {
    for arguments in [["trian", "cartpole"], ["eval", "cartpole", "--sed", "1"]] {
      let command = try shell.start(arguments).end()
      #expect(command.status == 64)
      #expect(command.stdout == "")
      #expect(command.stderr.hasPrefix("Error: "))
      #expect(command.stderr.contains("\nUsage: evo-rl"))
    }
  }
}
