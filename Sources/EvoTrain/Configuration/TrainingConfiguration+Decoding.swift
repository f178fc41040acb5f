import EvoCore
import EvoYAML

extension TrainingConfiguration {
  /// Reads a configuration file.
  ///
  /// - Parameters:
  ///   - path: the file, which holds at most 1 MiB of YAML. A relative `data.path` or `policy.start` in
  ///     it is taken from its folder.
  ///   - overrides: settings of `--set`, each "key.path=value"; later ones win.
  /// - Throws: the first thing that is wrong, with its line.
  public static func load(
    path: String, overrides: [String] = []
  ) throws(ConfigurationError) -> TrainingConfiguration {
    if [".csv", ".csv.gz", ".tsv"].contains(where: path.lowercased().hasSuffix) {
      throw ConfigurationError(.file(path, line: nil), .table)
    }
    let bytes: [UInt8]
    do { bytes = try YAMLFile.bytes(of: path) } catch { throw ConfigurationError(error) }
    let (root, read) = try decode(bytes: bytes, file: path, overrides: overrides)
    var configuration = read
    configuration.resolvePaths(writtenIn: root, file: path)
    return configuration
  }

  /// Reads a configuration from text; `file` is what errors call it.
  public static func decode(
    yaml: String, file: String, overrides: [String] = []
  ) throws(ConfigurationError) -> TrainingConfiguration {
    try decode(bytes: yaml.utf8, file: file, overrides: overrides).configuration
  }

  private static func decode(
    bytes: some Collection<UInt8>, file: String, overrides: [String]
  ) throws(ConfigurationError) -> (root: YAMLNode, configuration: TrainingConfiguration) {
    let root = try node(yaml: bytes) { .file(file, line: $0) }
    guard var root else { throw ConfigurationError(.file(file, line: nil), .empty) }
    guard case .mapping = root.content else {
      throw ConfigurationError(root.place, .notMapping(found: root.found))
    }
    for override in overrides {
      let (path, value) = try parse(override: override)
      root.set(path, to: value)
    }
    // The names that are chosen bring the defaults of what is left out.
    let strategy = chosen("strategy", in: root) ?? StrategyMethod.eggroll
    var configuration = TrainingConfiguration(
      env: "", strategy: strategy,
      optimizer: strategy.climbs ? chosen("optimizer", in: root) : nil)
    // The columns of a table are in units of their own.
    configuration.policy.normalizeObservations =
      chosen("data", in: root) == DataConfiguration.Name.csv
    try ConfigurationDecoder.decode(&configuration, from: root, path: [])
    return (root, configuration)
  }

  /// The method that a section chooses, in its long form or the short one; nil when it chooses none.
  private static func chosen<Method: RawRepresentable<String>>(
    _ section: String, in root: YAMLNode
  ) -> Method? {
    let entries = root.entries?.last { $0.key == section }?.value.entries ?? []
    // As the decoder has it: what `--set` added comes last.
    guard
      case .scalar(let name, _) = entries.last(where: { ($0.key ?? "name") == "name" })?.value
        .content
    else { return nil }
    return Method(rawValue: name)
  }

  /// The root of a text; nil when it holds nothing but comments.
  static func node(
    yaml bytes: some Collection<UInt8>, place: (_ line: Int) -> YAMLPlace
  ) throws(ConfigurationError) -> YAMLNode? {
    do { return try YAMLNode(yaml: bytes, of: "training configuration", place: place) } catch {
      throw ConfigurationError(error)
    }
  }

  /// The path and the value of "key.path=value".
  ///
  /// The value is YAML on its own where it begins as a list, a mapping or quoted text. Anything else
  /// is text as it stands, so that a path may hold "#", "&" and ": ".
  private static func parse(
    override: String
  ) throws(ConfigurationError) -> (path: [String], value: YAMLNode) {
    let place = ConfigurationError.Place.override(override)
    guard let equals = override.firstIndex(of: "=") else {
      throw ConfigurationError(place, .overrideWithoutValue)
    }
    let path = override[..<equals].split(separator: ".", omittingEmptySubsequences: false)
    guard path.count <= 16, path.allSatisfy({ !$0.isEmpty }) else {
      throw ConfigurationError(place, .overrideWithoutKey)
    }
    let text = override[override.index(after: equals)...]
    do { return (path.map(String.init), try YAMLNode(argument: text, place: place)) } catch {
      throw ConfigurationError(error)
    }
  }
}
