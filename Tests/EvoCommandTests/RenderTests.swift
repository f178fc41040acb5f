import EvoDraw
import Foundation
import Testing

@Suite("evo-rl render")
struct RenderTests {
  let shell: Shell
  let run: String

  init() throws {
    shell = try Shell()
    run = try Trained.cartPole().path
  }

  private func picture(_ name: String) throws -> (bitmap: Bitmap, texts: [String: String]) {
    let (bitmap, texts) = try PNG.decode(shell.bytes(name))
    return (bitmap, Dictionary(texts.map { ($0.key, $0.value) }) { first, _ in first })
  }

  @Test("writes every step's frame, with its papers, and a contact sheet")
  func frames() throws {
    let command = try shell.run(
      "render", "pendulum", "--out", "f", "--seed", "3", "--size", "120x80", "--sheet", "s.png")
    #expect(command.status == 0)
    #expect(command.stderr == "")
    // 200 steps, and the state before the first.
    let names = try shell.names("f")
    #expect(names.count == 201)
    #expect(names.first == "frame-00000.png")
    #expect(names.last == "frame-00200.png")
    let (bitmap, texts) = try picture("f/frame-00200.png")
    #expect(bitmap.width == 120)
    #expect(bitmap.height == 80)
    #expect(texts["env"] == "pendulum")
    #expect(texts["seed"] == "3")
    #expect(texts["episode"] == "0")
    #expect(texts["step"] == "200")
    #expect(texts["policy"]?.hasSuffix("policies/pendulum/policy.safetensors") == true)
    #expect(texts["Software"]?.hasPrefix("evo-rl ") == true)
    let episodeReturn = try #require(texts["return"].flatMap(Double.init))
    #expect(
      command.lines == [
        "201 frames in f", "contact sheet in s.png",
        "episode return \(String(format: "%.2f", episodeReturn))",
      ])
    #expect(try picture("f/frame-00000.png").texts["return"] == "0.0")
    #expect(try picture("f/frame-00000.png").bitmap != bitmap)
    #expect(try picture("s.png").bitmap.width > 600)
  }

  @Test("drawing does not change the rollout: the returns are those of eval")
  func returns() throws {
    let render = try shell.run(
      "render", "pendulum", "--out", "f", "--seed", "9", "--episodes", "3", "--every", "1000",
      "--size", "60x40")
    render.expectSuccess()
    let line = try #require(render.lines.last { $0.hasPrefix("episode return ") })
    let returns = try line.dropFirst(15).split(separator: ", ").map { try #require(Double($0)) }
    let eval = try shell.run("eval", "pendulum", "--seed", "9", "--episodes", "3", "--json").json
    #expect(returns.count == 3)
    let mean = try #require(eval["return_mean"] as? Double)
    #expect(abs(returns.reduce(0, +) / 3 - mean) < 0.01)
    #expect(abs(try #require(returns.min()) - (try #require(eval["return_min"] as? Double))) < 0.01)
    #expect(abs(try #require(returns.max()) - (try #require(eval["return_max"] as? Double))) < 0.01)
  }

  @Test("--every leaves frames out, but never an episode's last")
  func every() throws {
    try shell.run(
      "render", "pendulum", "--out", "f", "--seed", "3", "--every", "60", "--size", "60x40",
      "--episodes", "2"
    ).expectSuccess()
    #expect(try shell.names("f").count == 10)
    let steps = try shell.names("f").map { try picture("f/\($0)").texts["step"] }
    #expect(steps == ["0", "60", "120", "180", "200", "0", "60", "120", "180", "200"])
  }

  @Test("--no-legend draws the same scene without words")
  func legend() throws {
    for (folder, option) in [("a", "--legend"), ("b", "--no-legend")] {
      try shell.run("render", run, "--out", folder, "--seed", "3", "--every", "1000", option)
        .expectSuccess()
    }
    let (with, without) = try (picture("a/frame-00000.png"), picture("b/frame-00000.png"))
    #expect(with.texts == without.texts)
    #expect(with.bitmap != without.bitmap)
    // The scene's middle is the same.
    let (width, height) = (with.bitmap.width, with.bitmap.height)
    for y in height / 2..<height {
      for x in 0..<width where with.bitmap[x, y] != without.bitmap[x, y] {
        Issue.record("pixel \(x), \(y) differs")
        return
      }
    }
  }

  @Test("the frames of a longer rendering do not stay behind those of a shorter one")
  func shorter() throws {
    try shell.run(
      "render", run, "--out", "f", "--every", "100", "--size", "60x40", "--episodes", "3"
    )
    .expectSuccess()
    let before = try shell.names("f")
    let own = ["frame-1.png", "frame-00099.txt", "frame-000099.png", "notes.png"]
    for name in own { try shell.write("mine", to: "f/\(name)") }
    let command = try shell.run("render", run, "--out", "f", "--every", "100", "--size", "60x40")
    let frames = try shell.names("f").filter { !own.contains($0) }
    #expect(frames.count < before.count)
    #expect(
      command.lines.first
        == "\(frames.count) frames in f, and \(before.count - frames.count) of an earlier rendering "
        + "removed")
    #expect(frames == Array(before.prefix(frames.count)))
    #expect(try own.allSatisfy { try shell.text("f/\($0)") == "mine" })
  }

  @Test("the same command writes the same bytes")
  func deterministic() throws {
    for folder in ["a", "b"] {
      try shell.run("render", run, "--out", folder, "--seed", "3", "--every", "250")
        .expectSuccess()
    }
    for name in try shell.names("a") {
      #expect(try shell.bytes("a/\(name)") == shell.bytes("b/\(name)"))
    }
  }

  @Test("a sheet shows evenly spaced frames, the first and the last among them")
  func evenSteps() throws {
    try shell.run("render", "pendulum", "--sheet", "s.png", "--sheet-frames", "5", "--seed", "3")
      .expectSuccess()
    // The same pictures as of the frames 0, 50, 100, 150 and 200, drawn one by one.
    try shell.run(
      "render", "pendulum", "--out", "f", "--every", "50", "--seed", "3", "--sheet", "t.png"
    )
    .expectSuccess()
    #expect(try shell.names("f").count == 5)
    #expect(try shell.bytes("s.png") == shell.bytes("t.png"))
  }

  @Test("a sheet alone writes nothing else")
  func sheetOnly() throws {
    let command = try shell.run(
      "render", run, "--sheet", "s.png", "--sheet-frames", "4", "--size", "60x40")
    #expect(command.status == 0)
    #expect(command.lines.first == "contact sheet in s.png")
    #expect(try shell.names() == ["s.png"])
  }

  @Test(
    "impossible sizes are refused before anything is made",
    arguments: [
      ("0x0", "--size 0x0: expected both sides from 1 to 16384"),
      ("100000x1", "--size 100000x1: expected both sides from 1 to 16384"),
      (
        "1x9223372036854775807", "--size 1x9223372036854775807: expected both sides from 1 to 16384"
      ),
      (
        "16384x16384",
        "--size 16384x16384 --sheet-frames 12: too much for one contact sheet; "
          + "choose a smaller size or fewer frames"
      ),
    ])
  func sizes(size: String, complaint: String) throws {
    let command = try shell.run("render", run, "--out", "f", "--sheet", "s.png", "--size", size)
    #expect(command.status == 64)
    #expect(command.complaint == complaint)
    #expect(command.stdout == "")
    #expect(try shell.names() == [])
  }

  @Test(
    "what is no size is refused with an example", arguments: ["abc", "600", "600x", "1x2x3"])
  func noSize(size: String) throws {
    let command = try shell.run("render", run, "--out", "f", "--size=\(size)")
    #expect(command.status == 64)
    #expect(
      command.complaint == "The value '\(size)' is invalid for '--size <width x height>'")
    #expect(command.stderr.contains("Size in pixels, such as 600x400."))
    #expect(try shell.names() == [])
  }

  @Test(
    "counts out of range are refused",
    arguments: [
      (["--episodes", "0"], "--episodes 0: expected a number from 1 to 10000"),
      (["--every", "0"], "--every 0: expected a number from 1 to 1000000"),
      (["--sheet-frames", "101"], "--sheet-frames 101: expected a number from 1 to 100"),
    ])
  func counts(options: [String], complaint: String) throws {
    let command = try shell.run("render", run, "--out", "f", options[0], options[1])
    #expect(command.status == 64)
    #expect(command.complaint == complaint)
    #expect(try shell.names() == [])
  }

  @Test("nothing to write, or a file in the folder's way, is said")
  func outputs() throws {
    let nothing = try shell.run("render", run)
    #expect(nothing.status == 64)
    #expect(
      nothing.complaint
        == "nothing to write; name a film with --video, a folder with --out or a file with --sheet")
    try shell.write("mine", to: "file")
    let blocked = try shell.run("render", run, "--out", "file")
    #expect(blocked.status == 1)
    #expect(
      blocked.complaint
        == "file: cannot create the folder: a part of the path is a file, not a folder; "
        + "check the path")
    let missing = try shell.run("render", run, "--sheet", "no/s.png", "--size", "60x40")
    #expect(missing.status == 1)
    #expect(
      missing.complaint == "no/s.png: cannot write: no such file or folder; check the path")
    #expect(try shell.names() == ["file"])
    #expect(try shell.text("file") == "mine")
  }
}
