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

  private static func findings(_ name: String, flaw: String? = nil) throws -> Findings {
    let file = try ExperimentFile.load(
      path: locator.path(of: name, .experiments), .init(isFast: true, flaw: flaw))
    return try file.experiment.run(Session(seed: file.seed, workers: ThreadWorkers(count: 2)))
  }

  @Test("the fast form of an experiment finds what is claimed", arguments: ExperimentCatalog.names)
  func fast(name: String) throws {
    let findings = try Self.findings(name)
    #expect(findings.score.claimed > 0)
    #expect(!findings.pictures.isEmpty)
    for row in findings.rows {
      #expect(
        [.holds, .noted].contains(row.verdict),
        "\(row.quantity): \(row.expected), found \(row.found)")
    }
  }

  @Test("a broken experiment finds that a claim does not hold", arguments: ExperimentCatalog.names)
  func flaws(name: String) throws {
    let file = try ExperimentFile.load(
      path: Self.locator.path(of: name, .experiments), .init(isFast: true))
    #expect(!file.flaws.isEmpty)
    for flaw in file.flaws {
      let findings = try Self.findings(name, flaw: flaw)
      #expect(findings.rows.contains { $0.verdict == .fails }, "\(flaw)")
    }
  }

  @Test(
    "the settings are whole in every form, whether or not a data set is installed",
    arguments: ExperimentCatalog.names)
  func forms(name: String) throws {
    let path = try Self.locator.path(of: name, .experiments)
    for isInstalled in [false, true] {
      var form = ExperimentFile.Form()
      form.isInstalled = { _ in isInstalled }
      _ = try ExperimentFile.load(path: path, form)
    }
  }

  @Test("an interrupted experiment says so and leaves nothing behind it")
  func interrupted() throws {
    let file = try ExperimentFile.load(
      path: Self.locator.path(of: "ties", .experiments), .init(isFast: true))
    let interrupt = Interrupt()
    interrupt.request(signal: 2)
    #expect(throws: Interrupted.self) {
      try file.experiment.run(
        Session(seed: 1, workers: ThreadWorkers(count: 1), interrupt: interrupt))
    }
  }
}
