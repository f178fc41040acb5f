import EvoCore
import EvoTrain
import EvoWords
import FoundationEssentials

/// The first failed episode of a run, as `failure.json` holds it. Beside it, `failure.safetensors`
/// is the training before the episode's generation, from which it can be played again.
public struct FailureFile: Sendable, Equatable {
  public static let name = "failure.json"
  public static let stateName = "failure.safetensors"
  static let formatVersion = 1

  public var environment: String
  /// Seed of the run.
  public var seed: UInt64
  public var episode: FailedEpisode

  public init(environment: String, seed: UInt64, episode: FailedEpisode) {
    self.environment = environment
    self.seed = seed
    self.episode = episode
  }

  var text: String {
    var json = JSONObject()
    json.add("format_version", Self.formatVersion)
    json.add("env", environment)
    json.add("seed", seed)
    json.add("generation", episode.generation)
    json.add("member", episode.member)
    json.add("episode", episode.episode)
    json.add("step", episode.step)
    return json.text + "\n"
  }

  private struct Record: Decodable {
    let format_version: Int
    let env: String
    let seed: UInt64
    let generation: Int
    let member: Int
    let episode: Int
    let step: Int
  }

  /// - Throws: `PolicyFileError`.
  public init(_ bytes: [UInt8], file: String) throws(PolicyFileError) {
    guard let record = try? JSONDecoder().decode(Record.self, from: Data(bytes)) else {
      throw .invalid(
        file: file, key: "the file", found: String(decoding: bytes.prefix(60), as: UTF8.self),
        expected: "the JSON that evo-rl writes there")
    }
    guard record.format_version == Self.formatVersion else {
      throw .otherVersion(
        file: file, found: "\(record.format_version)", expected: Self.formatVersion, writer: nil)
    }
    environment = record.env
    seed = record.seed
    episode = FailedEpisode(
      generation: record.generation, member: record.member, episode: record.episode,
      step: record.step)
  }
}
