import EvoCore
import EvoFiles
import EvoScience
import EvoTestSupport
import EvoTrain
import Foundation
import Synchronization
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

  private static func findings(
    _ name: String, flaw: String? = nil,
    show: @escaping @Sendable (String, Double) -> Void = { _, _ in }
  ) throws -> Findings {
    let file = try ExperimentFile.load(
      path: locator.path(of: name, .experiments), .init(isFast: true, flaw: flaw))
    return try file.experiment.run(
      Session(seed: file.seed, workers: ThreadWorkers(count: 2), show: show))
  }

  @Test(
    "the fast form of an experiment finds what is claimed, and knows how far it is",
    arguments: ExperimentCatalog.names)
  func fast(name: String) throws {
    let shares = Mutex<[Double]>([])
    let findings = try Self.findings(name) { _, share in shares.withLock { $0.append(share) } }
    let told = shares.withLock { $0 }
    #expect(told == told.sorted() && told.allSatisfy((0...1).contains))
    // Of one piece of work a bar could not tell how long it takes.
    #expect(Set(told).count > 2, "\(told)")
    #expect(findings.score.claimed > 0)
    #expect(!findings.pictures.isEmpty)
    for row in findings.rows {
      #expect(
        [.holds, .noted].contains(row.verdict),
        "\(row.quantity): \(row.expected), found \(row.found)")
    }
  }

  @Test("a team finds the very numbers that one process finds, in all ranks")
  func team() throws {
    let file = try ExperimentFile.load(
      path: Self.locator.path(of: "pendulum-swing-up", .experiments), .init(isFast: true))
    #expect(file.experiment.isDealtOut)
    let experiment = file.experiment
    let seed = file.seed
    let all = try [1, 3].flatMap { count in
      try ThreadTeam.run(count) { team in
        try experiment.run(Session(seed: seed, workers: ThreadWorkers(count: 1), team: team))
      }.map { try $0.get() }
    }
    for findings in all {
      #expect(findings.rows == all[0].rows)
      #expect(findings.tables == all[0].tables)
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
