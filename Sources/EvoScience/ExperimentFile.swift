import EvoTrain
import EvoWords
import EvoYAML

/// An experiment as its file declares it.
public struct ExperimentFile: Sendable {
  /// The name in the catalogue of what is run.
  public let name: String
  public let title: String
  /// What is put to the test, in a sentence.
  public let claim: String
  /// How, in a paragraph.
  public let method: String
  public let seed: UInt64
  /// Ways to break the experiment, each of which makes a claim fail: a sentence and settings.
  public let flaws: [String]
  /// Whether it takes hours, so that it is not run with all others.
  public let takesHours: Bool
  /// What was read in place of the settings because a data set is not installed; nil when it is.
  public let replacement: String?
  public let experiment: any Experiment

  /// How a file is read.
  public struct Form: Sendable {
    /// Take the settings under `fast` in place of those of the same names.
    public var isFast = false
    /// Settings of `--set`, each "key=value"; later ones win.
    public var overrides: [String] = []
    /// One of the flaws, to be built in.
    public var flaw: String?
    /// Whether a data set is there.
    public var isInstalled: @Sendable (DataConfiguration.Name) -> Bool = {
      DatasetCatalog.isInstalled($0)
    }

    public init(isFast: Bool = false, overrides: [String] = [], flaw: String? = nil) {
      self.isFast = isFast
      self.overrides = overrides
      self.flaw = flaw
    }
  }

  public static func load(path: String, _ form: Form) throws(ExperimentFileError) -> ExperimentFile
  {
    do {
      return try ExperimentFile(yaml: YAMLFile.bytes(of: path), file: path, form)
    } catch let error as YAMLError {
      throw ExperimentFileError(error.place, .yaml(error.problem))
    } catch let error as ExperimentFileError {
      throw error
    } catch {
      throw ExperimentFileError(.file(path, line: nil), .yaml(.syntax("\(error)")))
    }
  }

  init(yaml bytes: some Collection<UInt8>, file: String, _ form: Form) throws {
    let whole = YAMLPlace.file(file, line: nil)
    let root = try YAMLNode(yaml: bytes, of: "experiment") { .file(file, line: $0) }
    var reader = try SettingsReader(root ?? YAMLNode(content: .mapping([]), place: whole))
    name = try reader.text("experiment")
    title = try reader.text("title")
    claim = try reader.text("claim")
    method = try reader.text("method")
    seed = UInt64(try reader.integer("seed", 0...Int(UInt32.max)))
    guard var settings = reader.section("settings") else {
      throw ExperimentFileError(
        whole, key: "settings", .missing(expected: "the settings of the experiment"))
    }
    if case .scalar("true", isQuoted: false)? = reader.section("takes_hours")?.content {
      takesHours = true
    } else {
      takesHours = false
    }
    let without = reader.section("without")?.entries ?? []
    let fast = reader.section("fast")
    let flaws = reader.section("broken")?.entries ?? []
    try reader.finish()
    self.flaws = flaws.compactMap(\.key)
    let missing = without.first { entry in
      entry.key.flatMap(DataConfiguration.Name.init).map { !form.isInstalled($0) } ?? false
    }
    replacement = form.isFast ? nil : missing?.key
    if let missing { settings.replace(with: missing.value) }
    if form.isFast, let fast { settings.replace(with: fast) }
    if let flaw = form.flaw {
      guard let entry = flaws.first(where: { $0.key == flaw }) else {
        let known = self.flaws
        throw ExperimentFileError(
          whole, key: "broken",
          .unknownName(flaw, nearest: nearestName(to: flaw, in: known), known: known))
      }
      settings.replace(with: entry.value)
    }
    for override in form.overrides {
      let setting = try Setting(override)
      settings.set(setting.path, to: setting.value)
    }
    guard let kind = ExperimentCatalog.kind(named: name) else {
      let known = ExperimentCatalog.names
      throw ExperimentFileError(
        whole, key: "experiment",
        .unknownName(name, nearest: nearestName(to: name, in: known), known: known))
    }
    var values = try SettingsReader(settings, path: "settings.")
    experiment = try kind.init(&values)
    try values.finish()
  }
}

extension YAMLNode {
  /// Takes what a mapping has in place of what is there by the same names.
  fileprivate mutating func replace(with other: YAMLNode) {
    for entry in other.entries ?? [] { set([entry.key ?? ""], to: entry.value) }
  }
}

/// "key=value" of `--set`. The value is YAML where it begins as a list, a mapping or quoted text.
private struct Setting {
  let path: [String]
  let value: YAMLNode

  init(_ text: String) throws {
    let place = YAMLPlace.override(text)
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, path.allSatisfy({ !$0.isEmpty }) else {
      throw ExperimentFileError(place, .missing(expected: "key=value, such as pairs=64"))
    }
    self.path = path.first == "settings" && path.count > 1 ? Array(path.dropFirst()) : path
    value = try YAMLNode(argument: parts[1], place: place)
  }
}
