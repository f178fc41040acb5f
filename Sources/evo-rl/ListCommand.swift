import ArgumentParser
import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain
import EvoWords

struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show environments, configurations, policies, strategies.",
    subcommands: [
      Environments.self, Environment.self, Configurations.self, Configuration.self, Keys.self,
      Policies.self, Strategies.self, Functions.self, DataSets.self,
    ])

  struct Environments: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "envs", abstract: "The environments.")
    @OptionGroup var names: NamesOption

    func run() {
      let library = EnvironmentLibrary()
      var rows: [[String]] = []
      for name in library.names {
        do {
          let spec = try library.entry(name).spec
          rows.append([
            name, "\(spec.observation.count)", Card.short(spec.action), "\(spec.stepLimit)",
            spec.solvedAt.map { Terminal.fixed(Double($0), 0) } ?? "-", spec.summary,
          ])
        } catch {
          // One file that is wrong does not hide the others.
          Terminal.warn("\(error)")
        }
      }
      names.show(
        ["environment", "observation", "action", "steps", "solved at", "task"], rows,
        rightAligned: [1, 3, 4])
    }
  }

  struct Environment: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "env", abstract: "The card of one environment.")
    @Argument(
      help: "Its name, or a walker's YAML file.",
      completion: .shellCommand("evo-rl list envs --names"))
    var name: String

    func run() throws { print(Card.text(try environment(name).spec)) }
  }

  struct Configurations: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "configs", abstract: "The configurations that 'evo-rl train' knows by name.")
    @OptionGroup var names: NamesOption

    func run() throws {
      let locator = ResourceLocator()
      let rows = try locator.names(.configs).map { name in
        let configuration = try TrainingConfiguration.load(path: locator.path(of: name, .configs))
        return [name, configuration.subjectName, Self.words(configuration)]
      }
      names.show(["configuration", "environment", "how"], rows)
    }

    private static func words(_ configuration: TrainingConfiguration) -> String {
      let strategy = configuration.strategy
      let hidden = configuration.policy.hidden
      return [
        strategy.method.name, strategy.population.map { "population \($0)" },
        strategy.episodes == 1 ? nil : "\(strategy.episodes) episodes",
        hidden.isEmpty
          ? "linear" : "hidden \(hidden.map(String.init).joined(separator: "-"))",
      ].compactMap { $0 }.joined(separator: ", ")
    }
  }

  struct Configuration: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "config", abstract: "The text of one configuration.")
    @Argument(
      help: "Its name, or a YAML file.", completion: .shellCommand("evo-rl list configs --names"))
    var name: String

    @Flag(help: "Every key with its value, those that the file leaves out as well.")
    var resolved = false

    func run() throws {
      let path = try ResourceLocator().path(of: name, .configs)
      let configuration = try TrainingConfiguration.load(path: path)
      if resolved { return print(configuration.yaml, terminator: "") }
      let bytes = try FileSystem.posix.readFile(path, limit: 1 << 20)
      print(String(decoding: bytes, as: UTF8.self), terminator: "")
    }
  }

  struct Policies: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "policies", abstract: "The trained policies that are shipped.")
    @OptionGroup var names: NamesOption

    func run() throws {
      let locator = ResourceLocator()
      let rows = try locator.names(.policies).map { name in
        let (file, _, environment) = try savedPolicy(locator.path(of: name, .policies))
        let evaluation = file.evaluation
        return [
          name, environment.spec.name,
          evaluation.map {
            "\(Terminal.fixed($0.returnMean, 1)) ± \(Terminal.fixed($0.returnStd, 1))"
          } ?? "-", "\(file.policy.network.parameterCount)", Terminal.short(Double(file.envSteps)),
        ]
      }
      names.show(
        ["policy", "environment", "return", "parameters", "trained steps"], rows,
        rightAligned: [2, 3, 4])
    }
  }

  struct Strategies: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "strategies", abstract: "The evolution strategies.")
    @OptionGroup var names: NamesOption

    func run() {
      names.show(
        ["strategy", "origin", "what it does"],
        StrategyMethod.allCases.map { [$0.name, $0.origin, $0.summary] })
    }
  }

  struct DataSets: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "data", abstract: "The data sets to learn from.")
    @OptionGroup var names: NamesOption

    func run() {
      names.show(
        ["data set", "from", "what it holds"],
        DatasetCatalog.all.map { [$0.name.rawValue, $0.origin, $0.summary] })
    }
  }

  struct Functions: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "functions", abstract: "The test functions of 'evo-rl optimize'.")
    @OptionGroup var names: NamesOption

    func run() {
      names.show(
        ["function", "start", "sigma", "what it is"],
        TestFunction.all.map { ["\($0.name)", "\($0.start)", "\($0.sigma)", $0.summary] },
        rightAligned: [1, 2])
    }
  }
}

/// A table for people, or the bare names for scripts and shell completion.
struct NamesOption: ParsableArguments {
  @Flag(help: "Only the names, one a line.")
  var names = false

  func show(_ header: [String], _ rows: [[String]], rightAligned: Set<Int> = []) {
    if names {
      for row in rows { print(row[0]) }
    } else if rows.isEmpty {
      print("none")
    } else {
      let lines = Terminal.table([header] + rows, rightAligned: rightAligned).split(separator: "\n")
      let isWide = lines.contains { $0.count > Terminal.width }
      print(isWide ? narrow(header, rows, rightAligned) : lines.joined(separator: "\n"))
    }
  }

  /// The table with the last column, which is a sentence, below the others.
  private func narrow(
    _ header: [String], _ rows: [[String]], _ rightAligned: Set<Int>
  ) -> String {
    let table = Terminal.table(
      [header.dropLast()] + rows.map { $0.dropLast() }, rightAligned: rightAligned)
    let lines = table.split(separator: "\n").map(String.init)
    return zip(lines, [[]] + rows).map { line, row in
      let sentence = row.last.map {
        LineFitting.wrapped($0, width: Terminal.width, indentation: "    ")
      }
      return ([line] + (sentence ?? [])).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

/// An environment in words.
private enum Card {
  static func short(_ action: ActionSpace) -> String {
    switch action {
    case .discrete(let choices): "\(choices.count) choices"
    case .continuous(let components): "\(components.count) continuous"
    }
  }

  static func text(_ spec: EnvironmentSpec) -> String {
    var lines = [
      "\(spec.name): \(spec.summary)", "", "Follows \(spec.origin). Version \(spec.version).", "",
      "Observation",
    ]
    lines.append(components(spec.observation))
    switch spec.action {
    case .discrete(let choices):
      lines += ["", "Action: one of"]
      lines += choices.enumerated().map { "  \($0): \($1)" }
    case .continuous(let all):
      lines += ["", "Action", components(all)]
    }
    lines += [
      "", "Reward      \(spec.reward)", "Start       \(spec.start)", "End         \(spec.end)",
      "Step limit  \(spec.stepLimit)",
      "Solved at   "
        + (spec.solvedAt.map { "a mean return of \(Terminal.fixed(Double($0), 0))" } ?? "-"),
      "Frames      \(spec.framesPerSecond) a second in real time",
    ]
    return lines.joined(separator: "\n")
  }

  private static func components(_ all: [Component]) -> String {
    Terminal.table(
      all.enumerated().map { index, component in
        [
          "  \(index)", component.name, bound(component.low), "to", bound(component.high),
          component.unit,
        ]
      }, rightAligned: [2, 4])
  }

  private static func bound(_ value: Float) -> String {
    value.isFinite ? "\(value)" : value < 0 ? "-inf" : "inf"
  }
}
