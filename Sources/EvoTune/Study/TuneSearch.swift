import EvoTrain
import EvoWords
import EvoYAML

/// What `evo-rl tune` does, as a file describes it: what is trained, what is searched, and how.
public struct TuneSearch: Sendable {
  public enum Objective: String, CaseIterable, Sendable {
    /// The mean return, or the score on data, at the end of a training.
    case score
    /// The environment steps until a training has solved its task; twice its steps where it has not.
    case steps
  }

  public enum Keep: String, CaseIterable, Sendable { case all, best, none }

  /// The name or the path of a training configuration.
  public var config = ""
  /// Settings of every trial, as `--set` takes them.
  public var settings: [String] = []
  public var objective = Objective.score
  public var trials = 60
  /// Environment steps of all trials together; nil for no limit.
  public var steps: Int?
  /// Trainings of a trial, each with a seed of its own.
  public var seeds = 3
  /// Trainings with fresh seeds that the winner is measured by.
  public var confirm = 10
  public var sampler = SamplerKind.tpe
  public var pruner = PrunerKind.none
  /// Trials that are chosen together.
  public var batch = 4
  public var keep = Keep.best
  public var seed: UInt64 = 1
  /// The most numbers that a network may have; nil for no limit.
  public var parameters: Int?
  public var space = SearchSpace([])

  public var maximizes: Bool { objective == .score }

  /// Reads a search file.
  ///
  /// - Parameter load: the configuration that the search begins with: its resolved settings.
  public static func load(
    path: String, load: (_ config: String, _ settings: [String]) throws -> TrainingConfiguration
  ) throws -> TuneSearch {
    let root: YAMLNode?
    do {
      root = try YAMLNode(
        yaml: try YAMLFile.bytes(of: path), of: "search", place: { .file(path, line: $0) })
    } catch { throw SearchError(error) }
    guard let root, case .mapping(let entries) = root.content else {
      throw SearchError(
        .file(path, line: nil), "",
        "expected keys with values: at least 'config: NAME' and 'space: ...'")
    }
    var search = TuneSearch()
    var spaceNode: YAMLNode?
    for entry in entries {
      if entry.key == "space" { spaceNode = entry.value } else { try search.take(entry) }
    }
    guard !search.config.isEmpty else {
      throw SearchError(
        .file(path, line: nil), "config", "missing; name what is trained, such as cartpole")
    }
    guard let spaceNode else {
      throw SearchError(.file(path, line: nil), "space", "missing; name the keys to search")
    }
    try search.readSpace(spaceNode, load: load)
    return search
  }

  private static let keys = [
    "config", "set", "objective", "trials", "steps", "seeds", "confirm", "sampler", "pruner",
    "batch",
    "keep", "seed", "parameters", "space",
  ]

  private mutating func take(_ entry: YAMLNode.Entry) throws {
    let (key, node) = (entry.key ?? "", entry.value)
    func read<Value>(_ kind: ValueKind<Value>) throws -> Value {
      guard let value = kind.read(node) else {
        if !kind.names.isEmpty, let text = node.plainText {
          let near = nearestName(to: text, in: kind.names).map { "did you mean '\($0)'?" }
          throw SearchError(
            node.place, key,
            "unknown name '\(abridged(text))'; \(near ?? "expected \(kind.expected)")")
        }
        throw SearchError(node.place, key, "found \(node.found), expected \(kind.expected)")
      }
      return value
    }
    switch key {
    case "config":
      guard let text = node.plainText else {
        throw SearchError(node.place, key, "found \(node.found), expected a configuration's name")
      }
      config = text
    case "set":
      guard case .mapping(let entries) = node.content else {
        throw SearchError(
          node.place, key,
          "found \(node.found), expected keys with values: {stop.env_steps: 100000}")
      }
      settings = entries.map { "\($0.key ?? "")=\($0.value.flowText)" }
    case "objective": objective = try read(.name)
    case "trials": trials = try read(.integer(1...1_000_000))
    case "steps": steps = try read(.integer(1...1_000_000_000_000_000))
    case "seeds": seeds = try read(.integer(1...1000))
    case "confirm": confirm = try read(.integer(0...1000))
    case "sampler": sampler = try read(.name)
    case "pruner": pruner = try read(.name)
    case "batch": batch = try read(.integer(1...1000))
    case "keep": keep = try read(.name)
    case "seed": seed = try read(.integer(0...UInt64.max))
    case "parameters": parameters = try read(.integer(1...1_000_000_000))
    default:
      throw SearchError(
        entry.place, key,
        "unknown key; "
          + (nearestName(to: key, in: Self.keys).map { "did you mean '\($0)'?" }
            ?? "expected one of \(Self.keys.joined(separator: ", "))"))
    }
  }

  private mutating func readSpace(
    _ node: YAMLNode,
    load: (_ config: String, _ settings: [String]) throws -> TrainingConfiguration
  ) throws {
    let known = TrainingConfiguration.keys.map(\.path)
    for entry in node.entries ?? [] {
      guard let key = entry.key, !known.contains(key), !known.contains(key + ".name") else {
        continue
      }
      throw SearchError(
        entry.place, key,
        "unknown key; "
          + (nearestName(to: key, in: known).map { "did you mean '\($0)'?" }
            ?? "'evo-rl list config-keys' shows all"))
    }
    let guesses = Dictionary(
      try load(config, settings).settings.map { ($0.key, $0.value) }
    ) { $1 }
    space = try SpaceReader.read(node) { guesses[$0] ?? guesses[$0 + ".name"] }
    try requireValues(node, load: load)
  }

  /// Refuses values that a configuration would refuse, before anything is trained.
  private func requireValues(
    _ node: YAMLNode,
    load: (_ config: String, _ settings: [String]) throws -> TrainingConfiguration
  ) throws {
    for (index, parameter) in space.parameters.enumerated() {
      var samples = [parameter.domain.value(at: 0), parameter.domain.value(at: 1)]
      if parameter.domain.isUnordered, let count = parameter.domain.count {
        samples = (0..<count).map { Double($0) }
      }
      for sample in samples {
        var values = space.parameters.map(\.first)
        values[index] = sample
        var condition = parameter.condition
        while let current = condition {
          if !current.values.contains(values[current.parameter]) {
            values[current.parameter] = current.values.min() ?? 0
          }
          condition = space.parameters[current.parameter].condition
        }
        let settings = space.settings(space.assignment(values)).map { "\($0.key)=\($0.value)" }
        do { _ = try load(config, self.settings + settings) } catch let error as ConfigurationError
        {
          let key = parameter.name
          let place =
            node.place(of: [key])
            ?? node.entries?.first { key.hasPrefix(($0.key ?? "") + ".") }?.place ?? node.place
          throw SearchError(
            place, key,
            "with \(parameter.domain.text(sample)), the configuration refuses \(error.key): "
              + error.message.split(separator: ": ").suffix(1).joined())
        }
      }
    }
  }

  /// What the course of a study depends on, for its log.
  public var decisions: [String: String] {
    [
      "config": config, "set": settings.joined(separator: " "), "objective": objective.rawValue,
      "seeds": "\(seeds)", "sampler": sampler.rawValue, "pruner": pruner.rawValue,
      "batch": "\(batch)", "seed": "\(seed)",
      "parameters": parameters.map { "\($0)" } ?? "no limit",
      "space": space.words,
    ]
  }
}
