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
  public let experiment: any Experiment

  /// Reads a file.
  ///
  /// - Parameter isFast: take the settings under `fast` in place of those of the same names.
  public static func load(
    path: String, isFast: Bool
  ) throws(ExperimentFileError) -> ExperimentFile {
    do {
      return try ExperimentFile(yaml: YAMLFile.bytes(of: path), file: path, isFast: isFast)
    } catch let error as YAMLError {
      throw ExperimentFileError(error.place, .yaml(error.problem))
    } catch let error as ExperimentFileError {
      throw error
    } catch {
      throw ExperimentFileError(.file(path, line: nil), .yaml(.syntax("\(error)")))
    }
  }

  init(yaml bytes: some Collection<UInt8>, file: String, isFast: Bool) throws {
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
    let fast = reader.section("fast")
    try reader.finish()
    if isFast, case .mapping(let entries)? = fast?.content {
      for entry in entries { settings.set([entry.key ?? ""], to: entry.value) }
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
