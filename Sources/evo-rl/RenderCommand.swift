import ArgumentParser
import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoFilm
import EvoPlay
import EvoRun
import EvoTrain
import EvoWords
import Glibc

/// A picture size such as 600x400.
struct PictureSize: ExpressibleByArgument {
  let width: Int
  let height: Int

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let width = Int(parts[0]), let height = Int(parts[1]) else {
      return nil
    }
    self.init(width: width, height: height)
  }

  var defaultValueDescription: String { "\(width)x\(height)" }
}

/// Which checkpoints of a run: all, or so many of them.
enum CheckpointChoice: ExpressibleByArgument {
  case all
  case evenly(Int)

  init?(argument: String) {
    guard argument != "all" else {
      self = .all
      return
    }
    guard let count = Int(argument), count > 0 else { return nil }
    self = .evenly(count)
  }
}

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw episodes of a saved policy: a film, PNG frames.",
    discussion: """
      The ending of --video says what kind of film: .webp, .gif, .png (APNG), or .mp4, which takes the \
      program ffmpeg. Films run in real time. Frames are frame-00000.png and so on, at the rate of \
      'evo-rl list env NAME'. The episodes are those that 'evo-rl eval' plays with the same seed and \
      number of episodes.

      --checkpoints all shows how a run learned: the same episode with the policy of every checkpoint \
      that it has kept (checkpoint.keep_last says how many).

      --member draws a member of the population instead, in the very episodes of its training: of \
      the generation after a checkpoint file, or of any --generation of a run that its checkpoints \
      reach back to. What failure.json of a run names is drawn by \
      'evo-rl render RUN/failure.safetensors --member M'.
      """)

  @Argument(
    help: "A run folder, a policy by name or path, or a checkpoint file.",
    completion: .policies)
  var policy: String

  @Option(
    help: ArgumentHelp("A film: .webp, .gif, .png or .mp4.", valueName: "file"),
    completion: .file(extensions: ["webp", "gif", "png", "mp4"]))
  var video: String?

  @Option(help: ArgumentHelp("Folder for the frames.", valueName: "folder"), completion: .directory)
  var out: String?

  @Option(help: ArgumentHelp("Episodes to draw.", valueName: "count"))
  var episodes = 1

  @Option(help: "Seed of the episodes.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Draw this member of the population.", valueName: "number"))
  var member: Int?

  @Option(help: ArgumentHelp("The generation of the member.", valueName: "number"))
  var generation: Int?

  @Option(
    help: ArgumentHelp(
      "Every checkpoint of a run, or so many of them.", valueName: "all | count"))
  var checkpoints: CheckpointChoice?

  @Option(help: ArgumentHelp("Size in pixels, such as 600x400.", valueName: "width x height"))
  var size = PictureSize(width: 600, height: 400)

  @Option(
    help: ArgumentHelp(
      "One frame every so many steps; as a film can show them by default.", valueName: "steps"))
  var every: Int?

  @Option(
    help: ArgumentHelp("How fast the film runs: 2 is twice real time.", valueName: "factor"))
  var speed = 1.0

  @Option(
    help: ArgumentHelp("Also a contact sheet of evenly spaced frames.", valueName: "file"),
    completion: .file(extensions: ["png"]))
  var sheet: String?

  @Option(help: ArgumentHelp("Frames on the contact sheet.", valueName: "count"))
  var sheetFrames = 12

  @Flag(inversion: .prefixedNo, help: "Write environment, step and return on every frame.")
  var legend = true

  @OptionGroup var choice: BestOption
  @OptionGroup var report: ReportOptions
  @OptionGroup var workers: WorkerOptions

  func run() throws {
    let format = try video.map { try FilmFormat(path: $0) }
    let (takes, environment) = try takes()
    let tempo = try tempo(of: environment.spec, for: format)
    Signals.install()
    let interrupt = Signals.interrupt
    do {
      let (scene, removed) = try report.watching { tally -> (RolloutScene, Int) in
        let scene = try self.scene(of: takes, in: environment, tempo, tally, interrupt)
        return (scene, try draw(scene, on: workers.threads, tally, interrupt))
      }
      report.show(json: json(scene), text: text(scene, removed: removed))
    } catch is Interrupted {
      throw ExitCode(128 + (interrupt.signal ?? SIGINT))
    }
  }

  private func scene(
    of takes: [RolloutTake], in environment: EnvironmentCatalog.Entry, _ tempo: RolloutTempo,
    _ tally: Tally, _ interrupt: Interrupt
  ) throws -> RolloutScene {
    tally.begin("playing", total: takes.count, unit: "episodes")
    return try RolloutScene(
      takes, in: environment, tempo: tempo, legend: legend, interrupt: interrupt,
      progress: tally.set)
  }

  /// Writes everything that was asked for; returns how many frames of an earlier rendering are gone.
  private func draw(
    _ scene: RolloutScene, on workers: ThreadWorkers, _ tally: Tally, _ interrupt: Interrupt
  ) throws -> Int {
    let (width, height) = (size.width, size.height)
    func begin(_ path: String, total: Int? = nil) {
      tally.begin(path, total: total ?? scene.frameCount, unit: "frames")
    }
    if let video {
      begin(video)
      try scene.writeFilm(
        to: video, width: width, height: height, workers: workers, interrupt: interrupt,
        progress: tally.set)
    }
    let removed = try out.map { folder in
      begin(folder)
      return try scene.writeFrames(
        to: folder, width: width, height: height, workers: workers, interrupt: interrupt,
        progress: tally.set)
    }
    if let sheet {
      begin(sheet, total: min(sheetFrames, scene.frameCount))
      let pictures = try scene.contactSheet(
        of: sheetFrames, width: width, height: height, workers: workers, interrupt: interrupt,
        progress: tally.set)
      try AtomicFile.write(PNG.encode(pictures.canvas()), to: sheet)
    }
    return removed ?? 0
  }

  private func text(_ scene: RolloutScene, removed: Int) -> String {
    let rest = removed == 0 ? "" : ", and \(removed) of an earlier rendering removed"
    return [
      video.map { path in
        "\(scene.frameCount) frames in \(path), \(Terminal.duration(scene.seconds))"
      },
      out.map { "\(scene.frameCount) frames in \($0)\(rest)" },
      sheet.map { "contact sheet in \($0)" },
      "episode return " + scene.returns.map { Terminal.fixed($0, 2) }.joined(separator: ", "),
    ].compactMap { $0 }.joined(separator: "\n")
  }

  private func json(_ scene: RolloutScene) -> String {
    var json = JSONObject()
    if out != nil || video != nil { json.add("frames", scene.frameCount) }
    if let video {
      json.add("video", video)
      json.add("seconds", scene.seconds)
    }
    if let out { json.add("out", out) }
    if let sheet { json.add("sheet", sheet) }
    json.add("returns", scene.returns)
    return json.text
  }
}
