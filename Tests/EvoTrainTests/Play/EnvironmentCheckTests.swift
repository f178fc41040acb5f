import EvoCore
import EvoDraw
import EvoEnvs
import EvoPlay
import EvoTestSupport
import Foundation
import Testing

/// A coin on a line, with one promise broken on demand.
private struct Coin: Environment, Drawable {
  enum Flaw: CaseIterable {
    case unwritten, infinite, forgetful, constant, fleeting, unpainted, drawn
  }

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

@Suite("The check of an environment")
struct EnvironmentCheckTests {
  static let envs = Repository.path + "/envs/"

  private func broken(_ entry: EnvironmentCatalog.Entry) throws -> [String] {
    try EnvironmentCheck(entry).findings().filter { !$0.isKept }.map(\.promise)
  }

  @Test("finds nothing wrong with what is built in", arguments: EnvironmentCatalog.names)
  func builtIn(_ name: String) throws {
    let entry = try #require(EnvironmentCatalog.entry(named: name))
    #expect(try broken(entry).isEmpty)
  }

  @Test(
    "finds nothing wrong with the walkers that are shipped",
    arguments: try FileManager.default.contentsOfDirectory(atPath: envs).filter {
      $0.hasSuffix(".yaml")
    }.sorted())
  func walkers(_ file: String) throws {
    #expect(try broken(EnvironmentCatalog.Entry(walkerAt: "\(Self.envs)/\(file)")).isEmpty)
  }

  @Test("finds nothing wrong with a coin, and draws it")
  func sound() throws {
    let entry = EnvironmentCatalog.Entry(Coin.spec) { Coin(nil) }
    #expect(try broken(entry).isEmpty)
    #expect(try EnvironmentCheck(entry).picture().width > 600)
    #expect(try EnvironmentCheck(entry).stepsPerSecond() > 0)
  }

  @Test(
    "names the promise that is broken",
    arguments: [
      (Coin.Flaw.unwritten, "observations are written and finite"),
      (.infinite, "rewards are finite"), (.forgetful, "reset leaves nothing behind"),
      (.constant, "other seeds give other episodes"), (.fleeting, "episodes can be played"),
      (.unpainted, "pictures are whole and change nothing"),
      (.drawn, "pictures are whole and change nothing"),
    ])
  private func flaws(_ flaw: Coin.Flaw, promise: String) throws {
    let entry = EnvironmentCatalog.Entry(Coin.spec) { Coin(flaw) }
    #expect(try broken(entry).contains(promise))
  }
}
