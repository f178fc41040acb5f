import EvoCore
import EvoTrain
import Foundation
import Synchronization
import Testing

import EvoTune

@Suite("Studies")
struct StudyTests {
  private static let space = SearchSpace([
    Parameter("x", .real(low: -5, high: 5, isLog: false), first: 4),
    Parameter("rate", .real(low: 1e-4, high: 1, isLog: true)),
    Parameter("kind", .choice(["a", "b", "c"])),
    Parameter("count", .whole(low: 1, high: 20, step: 1, isLog: false)),
    Parameter(
      "only of b", .whole(low: 1, high: 8, step: 1, isLog: true),
      when: .init(parameter: 2, values: [1])),
  ])

  /// Least at x = 1, rate = 0.01, kind b, count 7 and 4 beside it.
  private static func value(_ assignment: Assignment) -> Double {
    let x = (assignment[0] ?? 0) - 1
    let rate = log10(assignment[1] ?? 1) + 2
    let count = ((assignment[3] ?? 0) - 7) / 4
    let kind = assignment[2] == 1 ? abs((assignment[4] ?? 0) - 4) / 4 : 3
    return x * x + rate * rate + count * count + kind
  }

  private func study(
    _ kind: SamplerKind, trials: Int, seed: UInt64 = 1, workers: Int = 1, journal: Journal? = nil,
    after contents: Journal.Contents = .init(), stopAfter: Int = .max
  ) throws -> Study {
    let study = Study(
      Self.space, maximizes: false,
      sampler: try kind.sampler(Self.space, maximizes: false, seed: seed, batch: 4),
      journal: journal,
      after: contents)
    let interrupt = Interrupt()
    let played = Atomic(0)
    try study.run(
      .init(trials: trials), workers: ThreadWorkers(count: workers), interrupt: interrupt,
      play: { course in
        let value = Self.value(course.trial.assignment)
        if course.hasPassed(1) { return .ended(.complete(value)) }
        guard played.wrappingAdd(1, ordering: .relaxed).newValue <= stopAfter else {
          interrupt.request(signal: 2)
          throw Interrupted()
        }
        try course.report(value + 1, at: 1)
        return .waits(TrialStop(at: 1, .rung(.asha)))
      })
    return study
  }

  @Test(
    "every sampler comes nearer to the best than the first guess", arguments: SamplerKind.allCases)
  func improves(_ kind: SamplerKind) throws {
    let study = try study(kind, trials: 60)
    let best = try #require(study.best?.value)
    #expect(best < 0.5 * Self.value(Self.space.first))
    #expect(study.trials.map(\.number) == Array(0..<60))
    #expect(study.trials[0].assignment == Self.space.first)
  }

  @Test(
    "samplers that learn beat random values, over 20 seeds",
    arguments: [SamplerKind.tpe, .cmaES, .evolution])
  func learns(_ kind: SamplerKind) throws {
    func mean(_ kind: SamplerKind) throws -> Double {
      try (1...20).reduce(0) { sum, seed in
        sum + (try study(kind, trials: 80, seed: UInt64(seed)).best?.value ?? 100) / 20
      }
    }
    #expect(try mean(kind) < 0.8 * mean(.random))
  }

  @Test("the number of workers cannot be seen", arguments: SamplerKind.allCases)
  func workers(_ kind: SamplerKind) throws {
    #expect(
      try study(kind, trials: 30, workers: 1).trials == study(kind, trials: 30, workers: 3).trials)
  }

  @Test(
    "a study that was broken off goes on as if it had not been", arguments: SamplerKind.allCases)
  func resumes(_ kind: SamplerKind) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "study-\(UUID()).log").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let settings = ["sampler": kind.rawValue]
    do {
      let journal = try Journal.create(
        path, name: "test", maximizes: false, space: Self.space, settings: settings)
      _ = try study(kind, trials: 30, journal: journal, stopAfter: 13)
    }
    // A kill in the middle of a line.
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"op_code\":4,\"par".utf8))
    try handle.close()
    let (journal, contents) = try Journal.open(
      path, maximizes: false, space: Self.space, settings: settings)
    #expect(contents.isTorn)
    // The last ones wait for the others of their batch.
    let batch = try kind.sampler(Self.space, maximizes: false, seed: 1, batch: 4).batch
    #expect(contents.trials.count { $0.state != .running } == 13 / batch * batch)
    #expect(contents.trials[12].report(at: 1) != nil)
    let resumed = try study(kind, trials: 30, journal: journal, after: contents)
    #expect(try resumed.trials == study(kind, trials: 30).trials)
    let again = try Journal.open(path, maximizes: false, space: Self.space, settings: settings)
    #expect(again.contents.trials == resumed.trials)
  }

  @Test(
    "a study that ended with a batch and gets more trials is one that had them from the beginning",
    arguments: SamplerKind.allCases)
  func grows(_ kind: SamplerKind) throws {
    var contents = Journal.Contents()
    contents.trials = try study(kind, trials: 24).trials
    #expect(
      try study(kind, trials: 43, after: contents).trials == study(kind, trials: 43).trials)
  }

  @Test("a study that ended within a batch keeps its trials when it gets more")
  func growsWithin() throws {
    var contents = Journal.Contents()
    contents.trials = try study(.tpe, trials: 30).trials
    let longer = try study(.tpe, trials: 43, after: contents).trials
    #expect(longer.count == 43 && longer.allSatisfy { $0.state != .running })
    #expect(Array(longer[..<30]) == contents.trials)
  }

  @Test("the log of another study is refused, and so is one with a damaged line")
  func otherStudies() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "study-\(UUID()).log").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let journal = try Journal.create(
      path, name: "test", maximizes: false, space: Self.space, settings: ["seed": "1"])
    try journal.begin([Trial(number: 0, assignment: Self.space.first)])
    func complaint(_ settings: [String: String], maximizes: Bool = false) -> String {
      do {
        _ = try Journal.open(path, maximizes: maximizes, space: Self.space, settings: settings)
        return "nothing"
      } catch { return "\(error)" }
    }
    #expect(complaint(["seed": "1"]) == "nothing")
    #expect(complaint(["seed": "2"]).contains("seed is 1 there and 2 here"))
    #expect(complaint(["seed": "1"], maximizes: true).contains("minimize there and maximize here"))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    try text.replacing("\"op_code\":4", with: "\"op_code:4").write(
      toFile: path, atomically: true, encoding: .utf8)
    #expect(complaint(["seed": "1"]).contains(":3: not a line of a study's log"))
    try "".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(complaint(["seed": "1"]).contains("there is no study in it"))
  }

  @Test("who is compared with a whole batch is given up by what came later in it, too")
  func batches() throws {
    let study = try study(.random, trials: 4)
    #expect(study.trials.count { $0.state == .complete } == 1)
    #expect(study.trials.allSatisfy { $0.report(at: 1) != nil })
    let values = study.trials.map { Self.value($0.assignment) }
    #expect(study.best?.value == values.min())
  }

  private func goesOn(
    _ pruner: PrunerKind, _ value: Double, among others: [Double], batch: [Double] = [],
    maximizes: Bool = false
  ) -> Bool {
    pruner.goesOn(with: value, among: others, batch: batch, maximizes: maximizes)
  }

  @Test("who is not among the best third at a rung is given up, and the best goes on")
  func halving() {
    #expect(goesOn(.asha, 9, among: []))
    #expect(!goesOn(.asha, 9, among: [1]))
    #expect(goesOn(.asha, 1, among: [2, 3]))
    #expect(!goesOn(.asha, 2.5, among: [2, 3]))
    #expect(!goesOn(.asha, 2.5, among: [1, 2, 3, 4, 5, 0], maximizes: true))
    #expect(goesOn(.asha, 4.5, among: [1, 2, 3, 4, 5, 0], maximizes: true))
    #expect(!goesOn(.median, 6, among: [1, 2, 3, 4, 5]))
    #expect(goesOn(.median, 6, among: [1, 2, 3, 4]))
    #expect(goesOn(.none, 6, among: [1, 2, 3, 4, 5]))
  }

  @Test("of a batch that is better than all before it, the best third goes on")
  func improvement() {
    let earlier = [9.0, 9, 9, 9, 9, 9, 9, 9]
    #expect(goesOn(.asha, 1, among: earlier + [2, 3, 4], batch: [2, 3, 4]))
    #expect(!goesOn(.asha, 2, among: earlier + [1, 3, 4], batch: [1, 3, 4]))
    #expect(goesOn(.asha, 2, among: earlier + [1, 3, 4, 5, 6], batch: [1, 3, 4, 5, 6]))
  }

  @Test("what decides the worth of a trial is what matters")
  func importance() throws {
    var random = Random(seed: 3, domain: .probe)
    let trials = (0..<80).map { number -> Trial in
      let places = (0..<5).map { _ in random.unit() }
      var trial = Trial(number: number, assignment: Self.space.assignment(at: places))
      trial.state = .complete
      trial.value = 10 * places[1] + places[0]
      return trial
    }
    let shares = try #require(Importance(trials, space: Self.space)?.shares)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
    #expect(shares[1] > 0.8)
    let turned = trials.map { trial -> Trial in
      var turned = Trial(number: trial.number, assignment: trial.assignment.reversed())
      turned.state = .complete
      turned.value = trial.value
      return turned
    }
    let other = SearchSpace(Self.space.parameters.reversed())
    #expect(Importance(turned, space: other)?.shares == Array(shares.reversed()))
    #expect(Importance(Array(trials.prefix(5)), space: Self.space) == nil)
  }

  @Test(
    "the quantiles of the normal distribution are its inverse",
    arguments: [1e-12, 0.01, 0.3, 0.5, 0.9999])
  func quantiles(_ share: Double) {
    let found = NormalDistribution.cumulative(NormalDistribution.quantile(share))
    #expect(abs(found - share) < 1e-12 * max(1, 1 / share) * share + 1e-15)
  }
}
