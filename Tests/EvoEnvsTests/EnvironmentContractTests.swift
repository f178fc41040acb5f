import EvoCore
import EvoEnvs
import EvoTestSupport
import Testing

@Suite("Environment contract")
struct EnvironmentContractTests {
  static let names = EnvironmentCatalog.names + shippedWalkers

  private func contract(_ name: String) throws -> EnvironmentContract {
    if let entry = EnvironmentCatalog.entry(named: name) { return EnvironmentContract(entry) }
    return EnvironmentContract(
      try EnvironmentCatalog.Entry(walkerAt: "\(walkerFolder)/\(name).yaml"))
  }

  @Test("names are not used twice")
  func distinctNames() {
    #expect(Set(Self.names).count == Self.names.count && !Self.names.isEmpty)
    #expect(EnvironmentCatalog.entry(named: "no such environment") == nil)
  }

  @Test("the card has no gaps", arguments: names)
  func card(name: String) throws { try contract(name).cardIsComplete() }

  /// Those of a walker are nominal, as Gymnasium's are: a fast joint exceeds them.
  @Test("observations stay inside the bounds of the card", arguments: EnvironmentCatalog.names)
  func bounds(name: String) throws { try contract(name).boundsHold() }

  @Test("every observation and reward is written", arguments: names)
  func written(name: String) throws { try contract(name).everythingIsWritten() }

  @Test("the seed decides, and nothing else", arguments: names)
  func seeds(name: String) throws { try contract(name).seedsDecide() }

  @Test("a reset leaves nothing behind", arguments: names)
  func reset(name: String) throws { try contract(name).resetForgets() }

  @Test("neighbors do not matter", arguments: names)
  func neighbors(name: String) throws { try contract(name).neighborsDoNotMatter() }

  @Test("a moved lane goes on as if it had stayed", arguments: names)
  func moved(name: String) throws { try contract(name).movedLanesGoOn() }

  @Test(
    "episodes can be saved and gone on with where no physics engine holds them",
    arguments: names)
  func saved(name: String) throws {
    let classic = [
      "cartpole", "pendulum", "acrobot", "mountain-car", "mountain-car-continuous",
    ]
    let contract = try contract(name)
    if classic.contains(name) {
      try contract.savedEpisodesGoOn()
    } else {
      #expect(try contract.entry.kind.savedCount() == nil)
    }
  }

  @Test("extreme and undefined actions are survived", arguments: names)
  func extreme(name: String) throws { try contract(name).extremeActionsAreSurvived() }

  @Test("the block form equals the scalar form bit for bit", arguments: names)
  func twin(name: String) throws {
    try contract(name).blockEqualsStage(
      steps: EnvironmentCatalog.names.contains(name) ? 3_000 : 200)
  }

  @Test("the step limit ends episodes, and only it truncates", arguments: names)
  func limit(name: String) throws { try contract(name).limitIsRespected() }
}
