import EvoCore
import EvoTestSupport
import Foundation
import Testing

/// What the strategies and optimizers say about themselves.
@Suite("Strategies and optimizers by name")
struct StrategyCatalogTests {
  static let methods = StrategyMethod.allCases

  private func settings(_ method: StrategyMethod, population: Int = 16) -> StrategySettings {
    StrategySettings(
      seed: 3, population: population,
      sigma: .linear(.init(start: 0.1, end: 0.2, generations: 1)))
  }

  /// On vectors, or on a problem that is unrolled.
  private func vectors(_ method: StrategyMethod) throws -> any VectorStrategy {
    let problem = InfluenceBalancing()
    return try method.makeUnrolledStrategy(settings(method), problem, start: [0.1])
      ?? method.makeVectorStrategy(settings(method), mean: [1, 2, 3])
  }

  @Test("every name is there once, and is found by it")
  func names() {
    #expect(Set(Self.methods.map(\.name)).count == Self.methods.count)
    for method in Self.methods { #expect(StrategyMethod(rawValue: method.name) == method) }
    #expect(StrategyMethod(rawValue: "none") == nil)
    let optimizers = OptimizerMethod.allCases
    #expect(Set(optimizers.map(\.name)).count == optimizers.count)
    for method in optimizers { #expect(OptimizerMethod(rawValue: method.name) == method) }
  }

  @Test("options of one key are one option, and their defaults can be written in a configuration")
  func options() {
    for families in [Self.methods.map(\.options), OptimizerMethod.allCases.map(\.options)] {
      var known: [String: OptionDeclaration] = [:]
      for option in families.joined() {
        #expect(known.updateValue(option, forKey: option.key) ?? option == option)
        #expect(option.domain.contains(option.defaultValue), "\(option.key)")
        #expect(!option.summary.isEmpty && option.summary.last != ".")
      }
    }
  }

  @Test("the usual population is one that it works with", arguments: methods)
  func population(method: StrategyMethod) {
    for dimension in [1, 2, 10, 1000, 1_000_000] {
      #expect(method.population.usual(dimension) >= method.population.smallest)
    }
  }

  @Test("too few members and too many parameters are refused", arguments: methods)
  func refusals(method: StrategyMethod) {
    if method.population.smallest > 1 {
      let few = method.population.smallest - 1
      #expect(
        throws: StrategyError.populationTooSmall(
          strategy: method.name, population: few, minimum: few + 1)
      ) { try method.makeVectorStrategy(settings(method, population: few), mean: [0]) }
    }
    if let limit = method.dimensionLimit {
      #expect(
        throws: StrategyError.tooManyParameters(
          strategy: method.name, count: limit + 1, limit: limit)
      ) {
        try method.makeVectorStrategy(
          settings(method), mean: [Double](repeating: 0, count: limit + 1))
      }
    }
  }

  @Test("those that restart are those that know when they have converged", arguments: methods)
  func restarts(method: StrategyMethod) throws {
    let strategy = try vectors(method)
    #expect((strategy is any RestartableStrategy) == method.traits.contains(.restarts))
  }

  @Test("those whose sigma is scheduled follow the schedule, the others do not", arguments: methods)
  func schedules(method: StrategyMethod) throws {
    var strategy = try vectors(method)
    let before = strategy.sigma
    // Nothing to learn from: a sigma that is adapted stays.
    strategy.tell([Double](repeating: 1, count: strategy.candidates.count))
    let change = method.traits.contains(.scheduledSigma) ? 2 : 1.0
    #expect(abs(strategy.sigma / before - change) < 1e-6)
  }

  @Test("those whose members come in pairs say so, and have them", arguments: methods)
  func pairs(method: StrategyMethod) throws {
    guard !method.playsPieces else { return }
    let candidates = try vectors(method).candidates
    let opposite = (0..<candidates.count / 2).allSatisfy { pair in
      zip(candidates[2 * pair], candidates[2 * pair + 1]).enumerated().allSatisfy { i, values in
        abs(values.0 + values.1 - 2 * Double(i + 1)) < 1e-5
      }
    }
    let isPaired = !method.traits.isDisjoint(with: [.paired, .antithetic])
    #expect(opposite == isPaired || candidates.count < 2)
  }

  @Test("the list of strategies in the documentation has every one, with a page that names it")
  func pages() throws {
    let folder = Repository.path + "/docs/strategies/"
    let list = try String(contentsOfFile: folder + "README.md", encoding: .utf8)
    let rows = list.split(separator: "\n").filter { $0.hasPrefix("| [") }
    for method in Self.methods {
      let row = try #require(
        rows.first { row in
          ["[", " "].contains { start in
            ["]", ","].contains { row.contains(start + method.name + $0) }
          }
        }, "\(method.name)")
      let pages = try row.matches(of: #/\]\(([a-z-]+\.md)\)/#).map {
        try String(contentsOfFile: folder + $0.1, encoding: .utf8)
      }
      #expect(pages.contains { $0.hasPrefix("# ") && $0.contains(method.name) })
    }
  }
}

extension StrategyCatalogTests {
  @Test("the walk-through shows the file of its strategy as it is")
  func walkThrough() throws {
    let page = try String(contentsOfFile: Repository.path + "/docs/extending.md", encoding: .utf8)
    let file = try String(
      contentsOfFile: Repository.path
        + "/Sources/EvoCore/Strategy/Selection/CrossEntropy.swift", encoding: .utf8)
    for part in file.split(separator: "\n\n") { #expect(page.contains(part)) }
  }
}

extension OptionDomain {
  fileprivate func contains(_ value: OptionValue) -> Bool {
    switch (self, value) {
    case (.integer(let range), .integer(let value)): range.contains(value)
    case (.number(let range), .number(let value)): range.contains(value)
    case (.flag, .flag): true
    case (.name(let names), .name(let name)): names.contains(name)
    case (.optional, .none): true
    case (.optional(let domain), _): domain.contains(value)
    default: false
    }
  }
}
