import EvoCore
import EvoFiles
import EvoTestSupport
import EvoTrain
import Foundation
import Testing

@Suite("Digits")
struct DigitsTests {
  private func load(home: String) throws -> Dataset {
    var configuration = DataConfiguration()
    configuration.name = .digits
    return try DatasetCatalog.load(
      configuration, loss: .crossEntropy,
      locator: ResourceLocator(home: home, executable: nil, currentDirectory: home))
  }

  private func labels(_ samples: Samples) -> [Int32] {
    if case .labels(let labels) = samples.answers { return labels }
    return []
  }

  @Test("the shipped pictures are those of the repository's test set, a fifth of them for the test")
  func shipped() throws {
    let data = try load(home: Repository.path)
    #expect(data.train.count == 1438 && data.test.count == 359)
    #expect(data.featureCount == 64)
    #expect(data.task == .classification((0...9).map { "\($0)" }))
    let all = labels(data.train) + labels(data.test)
    let counts = (0..<10).map { digit in all.count { $0 == digit } }
    // As the data set's own description counts them.
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    guard case .floats(let ink) = data.train.features else {
      Issue.record("numbers")
      return
    }
    #expect(ink.allSatisfy { (0...16).contains($0) && $0 == $0.rounded() })
  }

  @Test("the test part is the one that the file as a table has by default")
  func split() throws {
    var table = DataConfiguration()
    table.name = .csv
    table.path = "\(Repository.path)/configs/data/digits.csv"
    let (digits, same) = try (
      load(home: Repository.path), DatasetCatalog.load(table, loss: .crossEntropy)
    )
    #expect(digits.test == same.test && digits.train == same.train)
  }

  @Test("where nothing is shipped, the way out is said")
  func missing() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: ResourceError.self) { try load(home: folder.path) }
    #expect(
      error?.message == "no data set 'digits', nor any other: no folder configs/data/ was found; "
        + "set EVO_RL_HOME to the folder that holds it")
  }
}
