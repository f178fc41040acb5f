import EvoCore
import EvoTrain
import EvoWords
import FoundationEssentials

/// An evaluation in the metadata of a file.
extension EvaluationSummary {
  private struct Record: Decodable {
    let episodes: Int
    let seed: UInt64
    let return_mean: Double?
    let return_std: Double?
    let return_median: Double?
    let return_min: Double?
    let return_max: Double?
    let length_mean: Double
    let success_rate: Double?
    let failed: Int
    let loss: Double?
  }

  var json: JSONObject {
    var json = JSONObject()
    json.add("episodes", episodes)
    json.add("seed", seed)
    json.add("return_mean", returnMean)
    json.add("return_std", returnStd)
    json.add("return_median", returnMedian)
    json.add("return_min", returnMin)
    json.add("return_max", returnMax)
    json.add("length_mean", lengthMean)
    json.add("success_rate", successRate)
    json.add("failed", failed)
    if let loss { json.add("loss", loss) }
    return json
  }

  /// Reads what `json` writes; nil when the key is not there. A null return was not finite.
  init?(metadata key: String, in file: TensorFile) throws(PolicyFileError) {
    guard let text = file.metadata[key] else { return nil }
    guard let record = try? JSONDecoder().decode(Record.self, from: Data(text.utf8)),
      // What a command line may ask for as well; more would not fit in memory.
      (1...100_000_000).contains(record.episodes)
    else {
      throw .invalid(
        file: file.source, key: key, found: text, expected: "what evo-rl writes there")
    }
    self.init(
      seed: record.seed, episodes: record.episodes, returnMean: record.return_mean ?? .nan,
      returnStd: record.return_std ?? .nan, returnMedian: record.return_median ?? .nan,
      returnMin: record.return_min ?? .nan, returnMax: record.return_max ?? .nan,
      lengthMean: record.length_mean, successRate: record.success_rate, failed: record.failed,
      loss: record.loss)
  }
}
