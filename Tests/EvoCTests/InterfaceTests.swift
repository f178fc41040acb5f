import CEvoRL
import EvoC
import EvoEnvs
import EvoTestSupport
import Foundation
import Testing

@Suite("The interface for other languages")
struct InterfaceTests {
  private static func refusal(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "not refused"
    } catch { return (error as? ForeignBatch.Refused)?.sentence ?? "\(error)" }
  }

  private static func refused(_ name: String, _ change: (inout evo_options) -> Void = { _ in })
    -> String
  {
    refusal { evo_free(try ForeignBatch.make(name, change)) }
  }

  @Test("the library is of the header's interface, and says its version")
  func version() throws {
    #expect(evo_interface() == EVO_INTERFACE)
    #expect(String(cString: try #require(evo_version())).contains("."))
    let package = try String(
      contentsOfFile: "\(Repository.path)/python/evo_rl/_library.py", encoding: .utf8)
    #expect(package.contains("\nINTERFACE = \(EVO_INTERFACE)\n"))
  }

  @Test("what is asked for and cannot be is refused in a sentence")
  func options() {
    #expect(Self.refused("cartpol") == "no environment 'cartpol'; did you mean 'cartpole'?")
    #expect(Self.refused("") == "the name of the environment is missing, or is not UTF-8")
    #expect(
      Self.refused("no/such.yaml").hasPrefix("no/such.yaml"), "\(Self.refused("no/such.yaml"))")
    #expect(
      Self.refused("gym:CartPole-v1")
        == "'gym:CartPole-v1' is an environment of Gymnasium; gymnasium.make makes it")
    #expect(
      Self.refused("cartpole") { $0.count = -1 } == "a batch has 1 to 1048576 environments, not -1")
    #expect(
      Self.refused("cartpole") { $0.count = .max }
        == "a batch has 1 to 1048576 environments, not 9223372036854775807")
    #expect(
      Self.refused("cartpole") { $0.autoreset = 3 }
        == "autoreset is 0 (next step), 1 (same step) or 2 (disabled), not 3")
    #expect(
      Self.refused("cartpole") { $0.step_limit = -2 }
        == "a step limit is a number of steps, 0 for the environment's own or -1 for none, not -2")
    #expect(
      Self.refused("cartpole") { $0.threads = -4 }
        == "threads are 0 (as many as are worth it) or more, not -4")
  }

  @Test("a pointer that is missing is refused in a sentence")
  func pointers() throws {
    #expect(evo_make(nil, nil) == nil)
    #expect(evo_reset(nil, nil, nil, nil) == -1)
    #expect(String(cString: evo_error()) == "there is no batch: the pointer is NULL")
    #expect(evo_card(nil) == nil)
    evo_free(nil)
    evo_free_text(nil)
    let batch = try ForeignBatch.make("pendulum")
    defer { evo_free(batch) }
    #expect(evo_reset(batch, nil, nil, nil) == -1)
    #expect(String(cString: evo_error()) == "'observations' is NULL")
    #expect(evo_step(batch, nil) == -1)
    var buffers = evo_buffers()
    #expect(evo_step(batch, &buffers) == -1)
    #expect(String(cString: evo_error()) == "'actions' is NULL")
    #expect(evo_render(batch, 0, 10, 10, nil) == -1)
  }

  @Test("a step that cannot be is refused in a sentence, and nothing has moved")
  func steps() throws {
    let batch = try ForeignBatch("cartpole", count: 2, width: 4, actionWidth: nil)
    #expect(
      Self.refusal { try batch.step() } == "environment 0 has to be reset before its first step")
    try batch.reset(seeds: [1, 2])
    let before = batch.observations
    batch.choices = [0, 2]
    #expect(
      Self.refusal { try batch.step() }
        == "action 2 of environment 1 is none of its choices, which are 0 to 1")
    batch.choices = [.min, 0]
    #expect(Self.refusal { try batch.step() }.hasPrefix("action -9223372036854775808 of"))
    batch.choices = [1, 0]
    #expect(batch.observations == before)
    try batch.step()
    #expect(
      Self.refusal { _ = try batch.picture(0, width: 8, height: 8) }
        == "this batch was made without 'draws'")
    #expect(
      Self.refusal { _ = try batch.picture(7, width: 8, height: 8) }
        == "the batch has environments 0 to 1, not 7")
    let drawn = try ForeignBatch("cartpole", width: 4, actionWidth: nil, draws: true)
    try drawn.reset()
    var pixel: UInt8 = 0
    for (width, height) in [(0, 5), (5, -1), (1 << 20, 2)] as [(Int32, Int32)] {
      #expect(evo_render(drawn.handle, 0, width, height, &pixel) == -1)
    }
    #expect(evo_render(drawn.handle, -1, 5, 5, &pixel) == -1)
  }

  @Test("numbers that are none, or too large, are survived")
  func extremes() throws {
    let batch = try ForeignBatch(
      "bipedal-walker", count: 3, width: 24, actionWidth: 4, autoreset: 1, threads: 2)
    try batch.reset(seeds: [0, .max, 7])
    for value in [.nan, .infinity, -.infinity, .greatestFiniteMagnitude] as [Float] {
      batch.actions = Array(repeating: value, count: 12)
      try batch.step()
    }
  }

  @Test("the card is what list env prints, and names are those of list envs")
  func card() throws {
    let batch = try ForeignBatch.make("hopper")
    defer { evo_free(batch) }
    let text = try #require(evo_card(batch))
    defer { evo_free_text(text) }
    let card =
      try JSONSerialization.jsonObject(with: Data(String(cString: text).utf8)) as? [String: Any]
    #expect(card?["name"] as? String == "hopper" && card?["action_kind"] as? String == "continuous")
    let list = try #require(evo_names(Repository.path))
    defer { evo_free_text(list) }
    let names = try JSONSerialization.jsonObject(with: Data(String(cString: list).utf8))
    #expect((names as? [String])?.prefix(2) == ["cartpole", "pendulum"])
    #expect((names as? [String])?.contains("hopper") == true)
  }

  @Test("errors are those of the thread that asks")
  func threads() {
    #expect(evo_make(nil, nil) == nil)
    let thread = Thread { #expect(evo_reset(nil, nil, nil, nil) == -1) }
    thread.start()
    while !thread.isFinished { sched_yield() }
    #expect(
      String(cString: evo_error()) == "the name of the environment is missing, or is not UTF-8")
  }

  @Test("the header has the functions that there are, and no others")
  func header() throws {
    func names(_ path: String, _ pattern: Regex<(Substring, Substring)>) throws -> Set<Substring> {
      let text = try String(contentsOfFile: "\(Repository.path)/Sources/\(path)", encoding: .utf8)
      return Set(text.matches(of: pattern).map { $0.output.1 })
    }
    let declared = try names(
      "CEvoRL/evo_rl.h", /\n(?:int32_t|void|char \*|const char \*|evo_batch \*) ?(evo_\w+)\(/)
    #expect(try declared == names("EvoC/Interface.swift", /@_cdecl\("(\w+)"\)/))
    #expect(declared.count == 11)
  }
}
