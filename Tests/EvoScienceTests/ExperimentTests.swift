import EvoCore
import EvoFiles
import EvoScience
import EvoTrain
import Foundation
import Testing

@Suite("Experiments")
struct ExperimentTests {
  private static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .path(percentEncoded: false)

  private static let locator = ResourceLocator(
    home: repository, executable: nil, currentDirectory: "/")

  @Test("every experiment has its file, and every file its experiment")
  func files() {
    #expect(Self.locator.names(.experiments) == ExperimentCatalog.names.sorted())
  }

  @Test("the fast form of an experiment finds what is claimed", arguments: ExperimentCatalog.names)
  func fast(name: String) throws {
    let path = try Self.locator.path(of: name, .experiments)
    _ = try ExperimentFile.load(path: path, isFast: false)
    let file = try ExperimentFile.load(path: path, isFast: true)
    let findings: Findings
    do {
      findings = try file.experiment.run(
        Session(seed: file.seed, workers: ThreadWorkers(count: 2)))
    } catch DatasetError.missing(_, _, _, package: _?) {
      try Test.cancel("its data come in a package of their own, which is not there")
    }
    #expect(!findings.rows.isEmpty)
    #expect(!findings.pictures.isEmpty)
    for row in findings.rows {
      #expect(row.verdict != .fails, "\(row.quantity): \(row.expected), found \(row.found)")
    }
  }

  @Test("an interrupted experiment says so and leaves nothing behind it")
  func interrupted() throws {
    let file = try ExperimentFile.load(
      path: Self.locator.path(of: "ties", .experiments), isFast: true)
    let interrupt = Interrupt()
    interrupt.request(signal: 2)
    #expect(throws: Interrupted.self) {
      try file.experiment.run(
        Session(seed: 1, workers: ThreadWorkers(count: 1), interrupt: interrupt))
    }
  }
}
