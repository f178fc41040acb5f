import EvoFiles
import FoundationEssentials

/// A study as its log tells it, without the search that it came from.
public struct StudyRecord: Sendable {
  /// The name of the log in the folder of a study.
  public static let logName = "study.log"

  public let path: String
  public let name: String
  public let maximizes: Bool
  /// Every name that has a value in some trial, in the order of the letters. The log has no conditions.
  public let space: SearchSpace
  public let trials: [Trial]
  /// Facts about the study: its sampler, its seed, and what came with fresh seeds.
  public let notes: [String: String]

  /// Reads a log, up to its last whole line.
  ///
  /// - Throws: `FileError`, or `JournalError` where the log is no log.
  public init(reading path: String, in fileSystem: FileSystem = .posix) throws {
    let bytes = try fileSystem.readFile(path, limit: 1 << 30)
    let space = Self.space(in: bytes)
    var reader = JournalReader(path: path, space: space)
    _ = try reader.read(bytes)
    self.path = path
    self.space = space
    name = reader.name
    maximizes = reader.maximizes
    trials = reader.contents.trials
    notes = reader.contents.notes
  }

  /// The best trial that is complete, the earliest of equal ones.
  public var best: Trial? { trials.best(maximizes: maximizes) }

  private struct Line: Decodable {
    var distributions: [String: String]?
  }

  /// What the trials of a log were chosen from. What is no line of a log is left to the reader.
  private static func space(in bytes: [UInt8]) -> SearchSpace {
    var domains: [String: Domain] = [:]
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let found = try? JSONDecoder().decode(Line.self, from: Data(line)).distributions
      for (name, text) in found ?? [:] where domains[name] == nil {
        domains[name] = Domain(distribution: text)
      }
    }
    return SearchSpace(domains.sorted { $0.key < $1.key }.map { Parameter($0.key, $0.value) })
  }
}

extension Domain {
  private struct Distribution: Decodable {
    struct Attributes: Decodable {
      var low: Double?
      var high: Double?
      var step: Double?
      var log: Bool?
      var choices: [String]?
    }
    let name: String
    let attributes: Attributes
  }

  /// What `distribution` has written; nil for what has no such values.
  init?(distribution text: String) {
    guard let found = try? JSONDecoder().decode(Distribution.self, from: Data(text.utf8)) else {
      return nil
    }
    let attributes = found.attributes
    if let choices = attributes.choices, !choices.isEmpty {
      self = .choice(choices)
      return
    }
    guard let low = attributes.low, let high = attributes.high, low <= high,
      attributes.log != true || low > 0
    else { return nil }
    guard found.name.hasPrefix("Int") else {
      self = .real(low: low, high: high, isLog: attributes.log ?? false)
      return
    }
    guard let first = Int(exactly: low), let last = Int(exactly: high),
      let step = Int(exactly: attributes.step ?? 1), step > 0, abs(low) < 1e15, abs(high) < 1e15
    else { return nil }
    self = .whole(low: first, high: last, step: step, isLog: attributes.log ?? false)
  }
}
