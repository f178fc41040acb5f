import EvoEnvs
import EvoTestSupport
import Testing

@Suite("Environment contract")
struct EnvironmentContractTests {
  static let names = EnvironmentCatalog.names

  private func contract(_ name: String) throws -> EnvironmentContract {
    EnvironmentContract(try #require(EnvironmentCatalog.entry(named: name)))
  }

  @Test("names are not used twice")
  func distinctNames() {
    #expect(Set(Self.names).count == Self.names.count && !Self.names.isEmpty)
    #expect(EnvironmentCatalog.entry(named: "no such environment") == nil)
  }

  @Test("the card has no gaps", arguments: names)
  func card(name: String) throws { try contract(name).cardIsComplete() }

  @Test("every observation and reward is written and inside its bounds", arguments: names)
  func written(name: String) throws { try contract(name).everythingIsWritten() }

  @Test("neighbors do not matter", arguments: names)
  func neighbors(name: String) throws { try contract(name).neighborsDoNotMatter() }

  @Test("the block form equals the scalar form bit for bit", arguments: names)
  func twin(name: String) throws { try contract(name).blockEqualsStage(steps: 3_000) }
}
