import EvoCore
import EvoDraw
import EvoEnvs
import EvoPlay
import EvoTestSupport
import Foundation
import Testing

/// A coin on a line, with one promise broken on demand.
private struct Coin: VariableEnvironment, ResumableEnvironment, Drawable {
  enum Flaw: CaseIterable {
    case unwritten, infinite, forgetful, constant, fleeting, unpainted, drawn, halfSaved
  }

  static let constants: [EnvironmentConstant] = []
  static let savedCount = 2

  static let spec = EnvironmentSpec(
    name: "coin", summary: "Stay.", origin: "a test",
    observation: [Component("place", -2, 2), Component("step", 0, 100)],
    action: .continuous([Component("push", -1, 1)]), reward: "place", start: "anywhere",
    end: "beyond 1.5", stepLimit: 50, solvedAt: nil, framesPerSecond: 10)

  var flaw: Flaw?
  private var place: Float = 0
  private var count: Float = 0
  /// Survives resets.
  private let memory = UnsafeMutablePointer<Float>.allocate(capacity: 1)

  init(_ flaw: Flaw?) {
    self.flaw = flaw
    memory.initialize(to: 0)
  }

  var spec: EnvironmentSpec { Self.spec }

  mutating func set(constant index: Int, to value: Float) {}

  func save(to numbers: LaneWriter) {
    numbers[0] = place
    numbers[1] = flaw == .halfSaved ? 0 : count
  }

  mutating func restore(from numbers: LaneReader, observation: LaneWriter) {
    (place, count) = (numbers[0], numbers[1])
    write(observation)
  }

  mutating func reset(random: inout Random, observation: LaneWriter) {
    place = flaw == .constant ? 0.5 : random.uniform(-1, 1)
    if flaw == .forgetful { place += 1e-3 * memory.pointee }
    count = 0
    write(observation)
  }

  mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    let push = action[0].isFinite ? min(max(action[0], -1), 1) : 0
    place = min(max(place + 0.1 * push, -2), 2)
    count += 1
    memory.pointee += 1
    write(observation)
    return Step(
      reward: flaw == .infinite && count > 3 ? .infinity : place + (flaw == .drawn ? drawn : 0),
      terminated: abs(place) > 1.5 || flaw == .fleeting)
  }

  private var drawn: Float { memory.pointee > 1000 ? 1 : 0 }

  private func write(_ observation: LaneWriter) {
    observation[0] = place
    if flaw != .unwritten { observation[1] = count }
  }

  func draw(on canvas: Canvas) {
    if flaw != .unpainted { canvas.fill(.white) }
    if flaw == .drawn { memory.pointee += 2000 }
  }
}

/// Coins side by side, one of which forgets to move.
private final class StuckCoins: EnvironmentBlock {
  private let coins: LanewiseBlock<Coin>

  init(_ capacity: Int) { coins = LanewiseBlock(capacity: capacity) { Coin(nil) } }

  func reset(lane: Int, random: inout Random, in block: LaneBlock) {
    coins.reset(lane: lane, random: &random, in: block)
  }

  func step(lanes: Int, in block: LaneBlock) { coins.step(lanes: lanes, in: block) }

  func moveLane(from source: Int, to target: Int) {}
}

@Suite("The check of an environment")
struct EnvironmentCheckTests {
  private static let envs = Repository.path + "/envs/"

  private static let walkers =
    (try? FileManager.default.contentsOfDirectory(atPath: envs))?
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted() ?? []

  private func broken(_ entry: EnvironmentCatalog.Entry) throws -> [String] {
    try EnvironmentCheck(entry).findings().filter { !$0.isKept }.map(\.promise)
  }

  @Test("names are not used twice")
  func distinctNames() {
    let names = EnvironmentCatalog.names + Self.walkers
    #expect(Set(names).count == names.count)
    #expect(!EnvironmentCatalog.names.isEmpty && !Self.walkers.isEmpty)
    #expect(EnvironmentCatalog.entry(named: "no such environment") == nil)
  }

  @Test("what is built in keeps every promise", arguments: EnvironmentCatalog.names)
  func builtIn(_ name: String) throws {
    let entry = try #require(EnvironmentCatalog.entry(named: name))
    for finding in try EnvironmentCheck(entry, twinSteps: 3_000).findings() {
      #expect(finding.isKept, "\(finding.promise): \(finding.detail)")
      #expect(finding.remarks.isEmpty, "\(finding.promise): \(finding.detail)")
    }
  }

  @Test("the walkers that are shipped keep every promise", arguments: walkers)
  func shipped(_ name: String) throws {
    let entry = try EnvironmentCatalog.Entry(walkerAt: "\(Self.envs)/\(name).yaml")
    for finding in try EnvironmentCheck(entry).findings() {
      #expect(finding.isKept, "\(finding.promise): \(finding.detail)")
      // Their bounds are nominal, as Gymnasium's are: a fast joint exceeds them.
      let remarks = finding.remarks.filter { if case .outOfBounds = $0 { false } else { true } }
      #expect(remarks.isEmpty, "\(finding.promise): \(finding.detail)")
    }
  }

  @Test("finds nothing wrong with a coin, and draws it")
  func sound() throws {
    let entry = EnvironmentCatalog.Entry(Coin.spec) { Coin(nil) }
    #expect(try broken(entry).isEmpty)
    #expect(try EnvironmentCheck(entry).picture().width > 600)
    #expect(try EnvironmentCheck(entry).stepsPerSecond() > 0)
  }

  @Test("sees for itself whether an episode can be saved")
  func saving() throws {
    func detail(_ entry: EnvironmentCatalog.Entry) throws -> String {
      let findings = try EnvironmentCheck(entry).findings()
      return try #require(findings.first { $0.promise == "a saved episode goes on" }).detail
    }
    #expect(
      try detail(EnvironmentCatalog.Entry(Coin.spec) { Coin(nil) }).hasPrefix("2 numbers"))
    let lander = try #require(EnvironmentCatalog.entry(named: "lunar-lander"))
    #expect(try detail(lander).hasPrefix("it cannot be saved"))
  }

  @Test(
    "names the promise that is broken",
    arguments: [
      (Coin.Flaw.unwritten, "observations are written and finite"),
      (.infinite, "rewards are finite"), (.forgetful, "reset leaves nothing behind"),
      (.constant, "other seeds give other episodes"), (.fleeting, "episodes can be played"),
      (.unpainted, "pictures are whole and change nothing"),
      (.drawn, "pictures are whole and change nothing"),
      (.halfSaved, "a saved episode goes on"),
    ])
  private func flaws(_ flaw: Coin.Flaw, promise: String) throws {
    let entry = EnvironmentCatalog.Entry(Coin.spec) { Coin(flaw) }
    #expect(try broken(entry).contains(promise))
  }

  @Test("holds a block form against the scalar form")
  func forms() throws {
    let other = EnvironmentCatalog.Entry(variable: { Coin(nil) }) {
      LanewiseBlock(capacity: $0) { Coin(.constant) }
    }
    #expect(try broken(other).contains("the block form steps as the scalar form"))
    let stuck = EnvironmentCatalog.Entry(variable: { Coin(nil) }) { StuckCoins($0) }
    let promises = try broken(stuck)
    #expect(promises.contains("neighbors do not matter"))
    #expect(promises.contains("a saved episode goes on"), "only the scalar form can be saved")
  }

  @Test("remarks on what a card leaves out and on what leaves its bounds")
  func remarks() throws {
    var spec = Coin.spec
    spec.origin = ""
    spec.observation[0].high = 0
    let entry = EnvironmentCatalog.Entry(spec) { Coin(nil) }
    let remarks = try EnvironmentCheck(entry).findings().flatMap(\.remarks)
    #expect(remarks == [.emptyText("origin"), .outOfBounds("place")])
  }
}
