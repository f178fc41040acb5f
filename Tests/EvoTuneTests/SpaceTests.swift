import EvoTrain
import Foundation
import Testing

import EvoTune

@Suite("Search spaces")
struct SpaceTests {
  private func search(_ space: String, _ more: String = "") throws -> TuneSearch {
    let folder = FileManager.default.temporaryDirectory.appending(path: "space-\(UUID()).yaml")
    defer { try? FileManager.default.removeItem(at: folder) }
    try "config: any\n\(more)\nspace:\n\(space)".write(
      to: folder, atomically: true, encoding: .utf8)
    return try TuneSearch.load(path: folder.path()) { _, settings in
      try TrainingConfiguration.decode(
        yaml: "env: cartpole\nstrategy: {sigma: 0.1}\npolicy: {hidden: [16]}", file: "any.yaml",
        overrides: settings)
    }
  }

  private func complaint(_ space: String, _ more: String = "") -> String {
    do {
      _ = try search(space, more)
      return "nothing"
    } catch {
      let text = "\(error)"
      return text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) } ?? text
    }
  }

  @Test("begins with the values of the configuration, or the nearest ones in the range")
  func first() throws {
    let space = try search(
      """
        strategy.sigma: {log: [0.01, 1]}
        strategy.population: {int: [4, 32], step: 2}
        policy.activation: {choice: [relu, tanh]}
        policy.hidden: {layers: [0, 2], widths: [4, 64]}
      """
    ).space
    let settings = space.settings(space.first)
    #expect(
      settings.map(\.key) == [
        "strategy.sigma", "strategy.population", "policy.activation", "policy.hidden",
      ])
    #expect(settings[0].value == "0.1")
    #expect(settings[2].value == "tanh")
    #expect(settings[3].value == "[16]")
  }

  @Test("a parameter counts only where its condition holds")
  func conditions() throws {
    let space = try search(
      """
        strategy: {choice: [eggroll, cma-es]}
        strategy.rank: {int: [1, 4], when: {strategy: eggroll}}
      """
    ).space
    #expect(space.assignment([0, 3]) == [0, 3])
    #expect(space.assignment([1, 3]) == [1, nil])
    #expect(space.settings(space.assignment([1, 3])).map(\.key) == ["strategy"])
  }

  @Test("layers beyond the depth do not count")
  func layers() throws {
    let space = try search("  policy.hidden: {layers: [0, 3], widths: [4, 64]}").space
    #expect(space.settings(space.assignment([2, 8, 32, 5])).map(\.value) == ["[8,32]"])
    #expect(space.settings(space.assignment([0, 8, 32, 5])).map(\.value) == ["[]"])
  }

  @Test(
    "what is wrong is said in one sentence with the way out",
    arguments: [
      ("  strategy.sigmma: {log: [0.01, 1]}", "did you mean 'strategy.sigma'?"),
      ("  strategy.sigma: {log: [0, 1]}", "a log range begins above 0, found 0"),
      ("  strategy.sigma: {log: [1, 0.1]}", "the range is reversed; write [0.1, 1]"),
      ("  strategy.sigma: {float: [1, 1]}", "the range is empty: both ends are 1"),
      ("  strategy.sigma: {lgo: [0.1, 1]}", "did you mean 'log'?"),
      ("  strategy.sigma: {log: [0.1, 1], stpe: 2}", "unknown key"),
      ("  strategy.sigma: 3", "expected {float: [low, high]}"),
      ("  strategy.sigma: {log: [0.1, nan]}", "expected two numbers"),
      ("  strategy.population: {int: [2.5, 8]}", "expected two whole numbers"),
      (
        "  strategy.population: {int: [3, 9], step: 2}",
        "the configuration refuses strategy.population"
      ),
      ("  strategy.sigma: {log: [0.1, 5000]}", "the configuration refuses strategy.sigma"),
      (
        "  policy.activation: {choice: [tanh, rleu]}", "the configuration refuses policy.activation"
      ),
      ("  policy.activation: {choice: [tanh]}", "a list of two or more values"),
      ("  strategy.rank: {int: [1, 4], when: {strategy: eggroll}}", "is not searched"),
      (
        "  strategy.rank: {int: [1, 4], when: {strategy: eggroll}}\n  strategy: {choice: [eggroll, pepg]}",
        "comes later; write it before strategy.rank"
      ),
      (
        "  strategy: {choice: [eggroll, cma-es]}\n  strategy.rank: {int: [1, 4], when: {strategy: pepg}}",
        "'pepg' is none of the values of strategy"
      ),
      ("  policy.hidden: {layers: [0, 2]}", "add widths: [low, high]"),
      ("  policy.hidden: {layers: [0, 40], widths: [1, 2]}", "expected 0 to 16 layers"),
    ])
  func badSpaces(_ space: String, _ words: String) {
    #expect(complaint(space).contains(words), "\(complaint(space))")
  }

  @Test("a key of the search is known and in range")
  func badKeys() {
    let space = "  strategy.sigma: {log: [0.1, 1]}"
    #expect(complaint(space, "smapler: tpe").contains("did you mean 'sampler'?"))
    #expect(complaint(space, "sampler: tep").contains("did you mean 'tpe'?"))
    #expect(complaint(space, "trials: 0").contains("a whole number from 1"))
  }

  @Test("every value has a place that means it again, and the cells of whole numbers meet")
  func places() {
    let domains: [Domain] = [
      .whole(low: 2, high: 20, step: 2, isLog: true),
      .whole(low: -3, high: 3, step: 1, isLog: false),
      .choice(["a", "b", "c"]),
    ]
    for domain in domains {
      var place = 0.0
      for _ in 0..<(domain.count ?? 0) {
        let value = domain.value(at: place + 1e-9)
        #expect(domain.value(at: domain.place(of: value)) == value)
        let cell = domain.cell(around: domain.place(of: value)) ?? 0...0
        #expect(abs(cell.lowerBound - place) < 1e-12)
        place = cell.upperBound
      }
      #expect(abs(place - 1) < 1e-12)
    }
  }
}
