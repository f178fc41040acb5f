import EvoCore
import EvoFiles
import EvoWords
import FoundationEssentials

/// What a search has found, as a JSON file that is written while it goes: the best point, how far the
/// search is, and the value of every run of a command, so that the search can go on from there.
public struct OptimizationRecord: Sendable, Equatable {
  /// Something that the course of a search depends on.
  public struct Setting: Sendable, Equatable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  static let format = "evo-rl optimize 1"
  private static let sizeLimit = 1 << 28

  /// Everything that decides which points are tried.
  public let settings: [Setting]
  /// The values of all runs in their order, NaN where there was none; empty for a test function, which
  /// is quickly computed again.
  public private(set) var values: [Double] = []

  public init(settings: [Setting]) { self.settings = settings }

  /// Remembers the values of a generation.
  public mutating func add(_ values: [Double]) { self.values += values }

  /// Writes the file in one step.
  ///
  /// - Parameters:
  ///   - ending: why the search ended; nil while it goes on.
  ///   - confirmation: the result in runs of its own.
  public func write(
    _ progress: VectorOptimization.Progress, ending: String?,
    confirmation: RepeatedValues.Confirmation? = nil, to path: String,
    in fileSystem: FileSystem = .posix
  ) throws(FileError) {
    var json = JSONObject()
    json.add("format", Self.format)
    var names = JSONObject()
    for setting in settings { names.add(setting.name, setting.value) }
    json.add("settings", names)
    json.add("evaluations", progress.evaluations)
    json.add("failures", progress.failures)
    json.add("generations", progress.generation)
    json.add("best", progress.best)
    json.add("x", progress.bestPoint)
    json.add("sigma", progress.sigma)
    if let ending { json.add("ending", ending) }
    if let confirmation { json.add("confirmed", confirmation.json) }
    // JSON has neither NaN nor infinity, and text keeps every digit.
    json.add("values", values.map { "\($0)" })
    try AtomicFile.write(Array(json.text.utf8) + [0x0A], to: path, in: fileSystem)
  }

  private struct Contents: Decodable {
    let format: String
    let settings: [String: String]
    let values: [String]
  }

  /// Takes over the values of a file that the same search has written.
  ///
  /// - Throws: `FileError`, or `ObjectiveError` where the file is none of this search.
  public mutating func read(_ path: String, in fileSystem: FileSystem = .posix) throws {
    let bytes = try fileSystem.readFile(path, limit: Self.sizeLimit)
    guard let contents = try? JSONDecoder().decode(Contents.self, from: Data(bytes)),
      contents.format == Self.format
    else { throw ObjectiveError.noRecord(path) }
    for setting in settings where contents.settings[setting.name] != setting.value {
      throw ObjectiveError.otherSearch(
        path, setting: setting.name, found: contents.settings[setting.name] ?? "nothing",
        expected: setting.value)
    }
    let numbers = contents.values.compactMap { Double($0) }
    guard numbers.count == contents.values.count else { throw ObjectiveError.noRecord(path) }
    values = numbers
  }
}

/// The values of a search that goes on: those that are known, then new ones. As a search is a function
/// of its settings and values, it comes to the same points again.
public struct ReplayedValues {
  private var known: ArraySlice<Double>
  private let values: (Vectors) throws -> [Double]

  public init(_ known: [Double], then values: @escaping (Vectors) throws -> [Double]) {
    self.known = known[...]
    self.values = values
  }

  /// Whether the next generation is known.
  public func isKnown(_ count: Int) -> Bool { known.count >= count }

  /// - Returns: one value per vector.
  public mutating func callAsFunction(_ vectors: Vectors) throws -> [Double] {
    guard isKnown(vectors.count) else {
      known = []
      return try values(vectors)
    }
    defer { known = known.dropFirst(vectors.count) }
    return Array(known.prefix(vectors.count))
  }
}

extension RepeatedValues.Confirmation {
  public var json: JSONObject {
    var json = JSONObject()
    json.add("mean", mean)
    json.add("error", error)
    json.add("runs", runs)
    json.add("x", point)
    return json
  }
}
