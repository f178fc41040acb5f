import EvoFiles
import EvoReport
import EvoTune
import Foundation
import Testing

@Suite("A study as a page") struct StudyReportTests {
  private static let long = ["[{channels: 8, kernel: 3}]", "[{channels: 12, kernel: <5>}]"]
  private static let space = SearchSpace([
    Parameter("rate", .real(low: 0.001, high: 1, isLog: true)),
    Parameter("layers", .choice(long)),
    Parameter(
      "width", .whole(low: 2, high: 8, step: 2, isLog: false),
      when: .init(parameter: 1, values: [0])),
  ])

  /// A study of 10 complete trials, the best of which is number 3, one without a value and one given up.
  private func study(_ use: (_ path: String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID())").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let journal = try Journal.create(
      folder + "/study.log", name: "a <study>", maximizes: true, space: Self.space,
      settings: ["config": "cartpole", "objective": "score", "space": Self.space.words])
    for number in 0..<12 {
      let layers = Double(number % 2)
      var trial = Trial(
        number: number,
        assignment: [0.001 * Double(number + 1), layers, layers == 0 ? 4 : nil])
      try journal.begin([trial])
      trial.state = number == 10 ? .failed : number == 11 ? .pruned : .complete
      if trial.state == .complete { trial.value = number == 3 ? 500 : Double(number) }
      try journal.note(number, "steps", "1000")
      try journal.end([trial])
    }
    for (name, value) in [("trial 3", 400.0), ("the original", 100)] {
      for seed in 0..<2 {
        try journal.note("fresh seed \(seed) of \(name)", "\(value + Double(seed))")
      }
    }
    try use(folder)
  }

  private func page(_ folder: String) throws -> String {
    let log = try #require(StudyReport.log(of: folder))
    return String(decoding: try StudyReport(log: log).bytes, as: UTF8.self)
  }

  @Test("says what was found, what it is worth with fresh seeds, and how the trials ended")
  func result() throws {
    try study { folder in
      let page = try page(folder)
      for text in [
        "<h1>a &lt;study&gt;</h1>", "The best is trial 3, with score 500.",
        "With 2 fresh seeds: median 400.5, mean 400.5 ± 0.5.",
        "The configuration as it was: median 100.5, mean 100.5 ± 0.5.",
        "<dt>complete</dt><dd>10</dd>", "<dt>given up</dt><dd>1</dd>", "<dd>12,000</dd>",
        "evo-rl train \(folder)/best.yaml",
      ] { #expect(page.contains(text), "\(text)") }
    }
  }

  @Test("a dot in every panel where a key counts, a line for every complete trial, the best apart")
  func pictures() throws {
    try study { folder in
      let page = try page(folder)
      #expect(page.components(separatedBy: "<circle").count - 1 == 10 + 10 + 5)
      #expect(page.components(separatedBy: "class=\"curve thread").count - 1 == 10)
      #expect(page.components(separatedBy: "class=\"curve thread c1\"").count - 1 == 1)
      // Choices without room are numbered, and the numbers are explained.
      #expect(page.contains("<li>[{channels: 12, kernel: &lt;5&gt;}]</li>"))
    }
  }

  @Test("asks nobody for anything, and the same log gives the same page")
  func selfContained() throws {
    try study { folder in
      let page = try page(folder)
      for asking in ["http://", "https://", "<script", "<link", "src=", "http-equiv"] {
        #expect(!page.contains(asking), "\(asking)")
      }
      #expect(try page == self.page(folder + "/study.log"))
    }
  }

  @Test("the space that the log tells has the values of the one that was searched")
  func space() throws {
    try study { folder in
      let found = try StudyRecord(reading: folder + "/study.log")
      #expect(found.space.parameters.map(\.name) == ["layers", "rate", "width"])
      #expect(
        found.space.parameters.map(\.domain)
          == [1, 0, 2].map { Self.space.parameters[$0].domain })
      #expect(found.best?.number == 3)
      #expect(found.trials.ranked(maximizes: true).map(\.number).prefix(3) == [3, 9, 8])
      #expect(found.trials.ranked(maximizes: true).map(\.number).suffix(2) == [11, 10])
    }
  }

  @Test("a folder without a log is of no study, and a file that is no log is refused")
  func noStudy() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "none-\(UUID())").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    #expect(StudyReport.log(of: folder) == nil)
    try "no log\n".write(toFile: folder + "/study.log", atomically: true, encoding: .utf8)
    #expect(throws: JournalError.noOperation(folder + "/study.log", line: 1)) {
      try StudyReport(log: folder + "/study.log")
    }
  }
}
