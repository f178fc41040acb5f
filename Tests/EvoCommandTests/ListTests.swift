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
      ("strategies", "eggroll"), ("config-keys", "policy.hidden"),
    ])
  func lists(what: String, name: String) throws {
    let table = try shell.run("list", what)
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
    // No words at all are a mistake, which a script notices by the status.
    let nothing = try shell.run()
    #expect(nothing.status == 64)
    #expect(nothing.stdout == help.stdout)
  }

  @Test("every subcommand has a help with its usage, and every option of it a text")
  func subcommands() throws {
    let top = try shell.run("--help").lines
    let begin = try #require(top.firstIndex(of: "SUBCOMMANDS:"))
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
