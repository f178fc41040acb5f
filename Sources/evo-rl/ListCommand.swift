import ArgumentParser
import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain
import EvoWords
import Synchronization

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
    @OptionGroup var list: ListOptions

    func run() {
      let library = EnvironmentLibrary()
      let names = library.names
      var rows: [ListOptions.Row] = []
      for (name, entry) in zip(names, entries(names, of: library)) {
        do {
          let card = EnvironmentCard(name: name, spec: try entry.get().spec)
          rows.append(.init(card.cells, card.json(isWhole: false)))
        } catch {
          // One file that is wrong does not hide the others.
          Terminal.warn("\(error)")
        }
      }
      list.show(
        ["environment", "observation", "action", "steps", "solved at", "task"], rows,
        rightAligned: [1, 3, 4])
    }

    /// The environments by these names. Reading the files of walkers takes a third of the command, so that
    /// all cores read.
    private func entries(
      _ names: [String], of library: EnvironmentLibrary
    ) -> [Result<EnvironmentCatalog.Entry, any Error>] {
      let found = Mutex([Int: Result<EnvironmentCatalog.Entry, any Error>]())
      let next = Atomic(0)
      ThreadWorkers(count: ThreadWorkers.coreCount).run { _ in
        while true {
          let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard index < names.count else { return }
          let entry = Result { try library.entry(names[index]) }
          found.withLock { $0[index] = entry }
        }
      }
      return found.withLock { found in names.indices.compactMap { found[$0] } }
    }
  }

  struct Environment: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "env", abstract: "The card of one environment.")
    @Argument(
      help: "Its name, or a walker's YAML file.",
      completion: .shellCommand("evo-rl list envs --names"))
    var name: String

    @OptionGroup var json: JSONOption

    func run() throws {
      let card = EnvironmentCard(name: name, spec: try EnvironmentLibrary().entry(name).spec)
      print(json.json ? card.json(isWhole: true).text : card.text)
    }
  }

  struct Configurations: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "configs", abstract: "The configurations that 'evo-rl train' knows by name.")
    @OptionGroup var list: ListOptions

    func run() throws {
      let locator = ResourceLocator()
      let rows = try locator.names(.configs).map { name in
        let configuration = try TrainingConfiguration.load(path: locator.path(of: name, .configs))
        return ListOptions.Row(
          [name, configuration.subjectName, Self.words(configuration)],
          Self.json(name, configuration))
      }
      list.show(["configuration", "environment", "how"], rows)
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

    private static func json(_ name: String, _ configuration: TrainingConfiguration) -> JSONObject {
      var json = JSONObject()
      json.add("name", name)
      json.add(configuration.data.name == nil ? "env" : "data", configuration.subjectName)
      json.add("strategy", configuration.strategy.method.name)
      json.add("population", configuration.strategy.population.map(Double.init))
      json.add("episodes", configuration.strategy.episodes)
      json.add("hidden", configuration.policy.hidden)
      return json
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
    @OptionGroup var list: ListOptions

    func run() throws {
      let locator = ResourceLocator()
      let rows = try locator.names(.policies).map { name in
        let (file, _, environment) = try savedPolicy(locator.path(of: name, .policies))
        let evaluation = file.evaluation
        var json = JSONObject()
        json.add("name", name)
        json.add("env", environment.spec.name)
        json.add("return_mean", evaluation?.returnMean)
        json.add("return_std", evaluation?.returnStd)
        json.add("parameters", file.policy.network.parameterCount)
        json.add("env_steps", file.envSteps)
        return ListOptions.Row(
          [
            name, environment.spec.name,
            evaluation.map {
              "\(Terminal.fixed($0.returnMean, 1)) ± \(Terminal.fixed($0.returnStd, 1))"
            } ?? "-", "\(file.policy.network.parameterCount)",
            Terminal.short(Double(file.envSteps)),
          ], json)
      }
      list.show(
        ["policy", "environment", "return", "parameters", "trained steps"], rows,
        rightAligned: [2, 3, 4])
    }
  }

  struct Strategies: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "strategies", abstract: "The evolution strategies.")
    @OptionGroup var list: ListOptions

    func run() {
      list.show(
        ["strategy", "origin", "what it does"],
        StrategyMethod.allCases.map {
          ListOptions.Row(name: $0.name, origin: $0.origin, summary: $0.summary)
        })
    }
  }

  struct DataSets: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "data", abstract: "The data sets to learn from.")
    @OptionGroup var list: ListOptions

    func run() {
      list.show(
        ["data set", "from", "what it holds"],
        DatasetCatalog.all.map {
          ListOptions.Row(name: $0.name.rawValue, origin: $0.origin, summary: $0.summary)
        })
    }
  }

  struct Functions: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "functions", abstract: "The test functions of 'evo-rl optimize'.")
    @OptionGroup var list: ListOptions

    func run() {
      list.show(
        ["function", "start", "sigma", "what it is"],
        TestFunction.all.map { function in
          var json = JSONObject()
          json.add("name", function.name)
          json.add("start", function.start)
          json.add("sigma", function.sigma)
          json.add("summary", function.summary)
          return ListOptions.Row(
            [function.name, "\(function.start)", "\(function.sigma)", function.summary], json)
        },
        rightAligned: [1, 2])
    }
  }
}
