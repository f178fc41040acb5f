import Foundation
import Testing

@Suite("evo-rl render --video")
struct FilmCommandTests {
  let shell: Shell
  let run: String

  init() throws {
    shell = try Shell()
    run = try Trained.cartPole().path
  }

  private static let size = ["--size", "60x40"]

  private func render(
    _ arguments: String..., environment: [String: String] = [:]
  ) throws -> Command {
    try shell.start(["render"] + arguments + Self.size, environment: environment).end()
  }

  /// A folder of programs with an ffmpeg of the test's own.
  private func path(withEncoder script: String?) throws -> [String: String] {
    try FileManager.default.createDirectory(atPath: shell("bin"), withIntermediateDirectories: true)
    if let script {
      try shell.write("#!/bin/sh\n\(script)\n", to: "bin/ffmpeg")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: shell("bin/ffmpeg"))
    }
    return ["PATH": shell("bin")]
  }

  @Test(
    "the ending chooses the kind of film",
    arguments: [
      ("webp", "RIFF????WEBPVP8X"), ("gif", "GIF89a"), ("png", "?PNG"), ("apng", "?PNG"),
    ])
  func kinds(_ ending: String, _ magic: String) throws {
    let command = try render("pendulum", "--video", "p.\(ending)", "--seed", "3")
    #expect(command.status == 0)
    #expect(command.stderr == "")
    #expect(command.lines.first == "201 frames in p.\(ending), 10.1 s")
    #expect(command.lines.last?.hasPrefix("episode return -") == true)
    #expect(try shell.names() == ["p.\(ending)"])
    let bytes = try shell.bytes("p.\(ending)")
    for (byte, letter) in zip(bytes, magic.utf8) where letter != UInt8(ascii: "?") {
      #expect(byte == letter)
    }
  }

  @Test("--json names the film and its length; --speed and --every change it")
  func tempo() throws {
    // 200 steps at 20 a second: at four times that, every second step is a frame.
    let fast = try render("pendulum", "--video", "p.webp", "--speed", "4", "--json").json
    #expect(fast["video"] as? String == "p.webp")
    #expect(fast["frames"] as? Int == 101)
    #expect(fast["seconds"] as? Double == 101.0 / 40)
    let few = try render("pendulum", "--video", "p.webp", "--every", "50", "--json").json
    #expect(few["frames"] as? Int == 5)
    #expect(few["seconds"] as? Double == 12.5)
    let refused = try render("pendulum", "--video", "p.gif", "--speed", "4", "--every", "1")
    #expect(refused.status == 64)
    #expect(
      refused.complaint
        == "--every 1: that makes more frames a second than viewers of a .gif show; leave it out, "
        + "or choose 2 or more")
  }

  @Test("--checkpoints shows the same episode with the policy of every checkpoint")
  func checkpoints() throws {
    try shell.run(
      "train", "cartpole", "--seed", "1", "--generations", "6", "--keep-last", "9",
      "--checkpoint-every", "2", "--out", "run", "--quiet"
    ).expectSuccess()
    let all = try render("run", "--video", "l.webp", "--checkpoints", "all", "--json").json
    // Generations 0, 2, 4 and 6.
    let returns = try #require(all["returns"] as? [Double])
    #expect(returns.count == 4)
    // Of each episode its first state and its steps; half a second between two of them.
    let frames = try #require(all["frames"] as? Int)
    #expect(Double(frames) == returns.reduce(4, +))
    #expect(all["seconds"] as? Double == Double(frames + 3 * 25) / 50)
    let two = try render("run", "--video", "l.webp", "--checkpoints", "2", "--json").json
    #expect(two["returns"] as? [Double] == [returns[0], returns[3]])
    let none = try render("pendulum", "--video", "l.webp", "--checkpoints", "all")
    #expect(none.status == 1)
    #expect(none.complaint.hasPrefix("pendulum: ") == true)
    #expect(none.stderr.split(separator: "\n").count == 1)
  }

  @Test("a film that cannot be written leaves nothing behind")
  func refusals() throws {
    let ending = try render("pendulum", "--video", "p.wepb")
    #expect(ending.status == 64)
    #expect(
      ending.complaint
        == "p.wepb: no kind of film has the ending .wepb; did you mean .webp? Choose one of .webp, "
        + ".gif, .png and .mp4")
    let folder = try render("pendulum", "--video", "no/p.webp")
    #expect(folder.status == 1)
    #expect(folder.complaint == "no/p.webp: cannot write: no such file or folder; check the path")
    #expect(try shell.names() == [])
  }

  @Test("without ffmpeg, the line that installs it is said before anything is drawn")
  func noEncoder() throws {
    let command = try render(
      "pendulum", "--video", "p.mp4", environment: try path(withEncoder: nil))
    #expect(command.status == 1)
    #expect(
      command.complaint
        == "p.mp4: an MP4 is made by the program ffmpeg, which is not installed; install it with "
        + "'apt-get install ffmpeg', or name the film .webp or .gif")
    #expect(try shell.names() == ["bin"])
  }

  @Test(
    "what ffmpeg complains of is said, whether it reads on or not",
    arguments: ["exec 0<&-;", "/bin/cat > /dev/null;"])
  func failingEncoder(_ reading: String) throws {
    let command = try render(
      "pendulum", "--video", "p.mp4",
      environment: try path(
        withEncoder: "echo 'Unknown encoder libx264' >&2; \(reading) exit 8"))
    #expect(command.status == 1)
    #expect(command.complaint == "p.mp4: ffmpeg failed: Unknown encoder libx264")
    #expect(try shell.names() == ["bin"])
  }

  @Test("ffmpeg gets every frame, and may complain of more than a pipe holds")
  func talkativeEncoder() throws {
    let command = try render(
      "pendulum", "--video", "p.mp4", "--every", "100",
      environment: try path(
        withEncoder: """
          /usr/bin/head -c 3000000 /dev/zero >&2
          for last; do :; done
          exec /bin/cat > "$last"
          """))
    #expect(command.status == 0)
    // Three frames of 60 x 40 pixels with four bytes each.
    #expect(try shell.bytes("p.mp4").count == 3 * 60 * 40 * 4)
    #expect(try shell.names() == ["bin", "p.mp4"])
  }

  @Test("a signal ends the drawing and leaves no film")
  func interrupted() throws {
    let started = try shell.start(
      ["render", run, "--video", "c.webp", "--episodes", "200", "--size", "1200x800"])
    while try !shell.names().contains(where: { $0.hasPrefix(".c.webp.tmp-") }) { sched_yield() }
    started.send(SIGINT)
    let command = try started.end()
    #expect(command.status == 130)
    #expect(try shell.names() == [])
  }
}
