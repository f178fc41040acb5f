import EvoCore
import EvoFiles
import EvoTrain
import Testing

/// A small table of a test, and what is read from it.
struct TableCase {
  let text: [UInt8]
  let name: String

  init(_ text: String, name: String = "x.csv") {
    self.init(bytes: Array(text.utf8), name: name)
  }

  init(bytes: [UInt8], name: String = "x.csv") {
    text = bytes
    self.name = name
  }

  private struct Refusal: Error { let text: String }

  /// - Parameter change: sets keys of the section `data`.
  func load(
    loss: Loss = .crossEntropy, _ change: (inout DataConfiguration) -> Void = { _ in }
  ) throws -> Dataset {
    let folder = try TemporaryFolder()
    try folder.write(text, to: name)
    var configuration = DataConfiguration()
    configuration.name = .csv
    configuration.path = folder(name)
    configuration.testFraction = 0.5
    change(&configuration)
    do { return try DatasetCatalog.load(configuration, loss: loss) } catch let error as DatasetError
    {
      throw Refusal(text: error.description.replacing(folder.path, with: "F"))
    }
  }

  /// The sentence with which it is refused.
  func refusal(
    loss: Loss = .crossEntropy, _ change: (inout DataConfiguration) -> Void = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> String {
    let error = #expect(throws: Refusal.self, sourceLocation: sourceLocation) {
      try load(loss: loss, change)
    }
    return error?.text ?? ""
  }
}

extension Dataset {
  /// All samples, train and test, as rows of features and answer, sorted.
  var allRows: [[Float]] {
    [train, test].flatMap { samples -> [[Float]] in
      guard case .floats(let values) = samples.features else { return [] }
      return (0..<samples.count).map { i in
        let answer: Float =
          switch samples.answers {
          case .labels(let labels): Float(labels[i])
          case .targets(let targets): targets[i]
          }
        let width = samples.featureCount
        return Array(values[i * width..<(i + 1) * width]) + [answer]
      }
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
