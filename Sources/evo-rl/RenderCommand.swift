import ArgumentParser
import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTrain
import EvoWords

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

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draw episodes of a saved policy as PNG frames.",
    discussion: """
      Frames are frame-00000.png and so on, in real time at the frame rate of \
      'evo-rl list env NAME'. The episodes are those that 'evo-rl eval' plays with the same seed \
      and number of episodes.

      --member draws a member of the population instead, in the very episodes of its training: of \
      the generation after a checkpoint file, or of any --generation of a run that its checkpoints \
      reach back to. What failure.json of a run names is drawn by \
      'evo-rl render RUN/failure.safetensors --member M'.
      """)

  @Argument(
    help: "A run folder, a policy by name or path, or a checkpoint file.",
    completion: .policies)
  var policy: String

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

  @Option(help: ArgumentHelp("Size in pixels, such as 600x400.", valueName: "width x height"))
  var size = PictureSize(width: 600, height: 400)

  @Option(help: ArgumentHelp("One frame every so many steps.", valueName: "steps"))
  var every = 1

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

  func validate() throws {
    if out == nil, sheet == nil {
      throw ValidationError(
        "nothing to write; name a folder with --out, a file with --sheet, or both")
    }
    try requirePNG(sheet, "sheet")
    let sides = 1...Canvas.largestSide
    guard sides.contains(size.width), sides.contains(size.height) else {
      throw ValidationError(
        "--size \(size.width)x\(size.height): expected both sides from 1 to \(Canvas.largestSide)")
    }
    if choice.best, member != nil {
      throw ValidationError(
        "--member belongs to a generation, not to --best; leave one of them out")
    }
    if generation != nil, member == nil {
      throw ValidationError("--generation needs --member, the number of the member to draw")
    }
    let limits: [(name: String, value: Int, range: ClosedRange<Int>)] = [
      ("episodes", episodes, 1...10_000), ("every", every, 1...1_000_000),
      ("sheet-frames", sheetFrames, 1...100), ("generation", generation ?? 1, 1...1_000_000_000),
    ]
    for (name, value, range) in limits where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    guard sheet == nil || 4 * size.width * size.height * sheetFrames <= Self.sheetBytes else {
      throw ValidationError(
        "--size \(size.width)x\(size.height) --sheet-frames \(sheetFrames): too much for one contact "
          + "sheet; choose a smaller size or fewer frames")
    }
  }

  /// The most memory for the pictures of a contact sheet.
  private static let sheetBytes = 4 << 30

  func run() throws {
    let scene = try scene()
    var renderer = RolloutRenderer()
    renderer.width = size.width
    renderer.height = size.height
    renderer.legend = legend
    renderer.every = every
    if let out { try FileSystem.posix.createFolders(out) }
    var frames = 0
    let write = out.map { folder in
      { (frame: Int, png: [UInt8]) throws -> Void in
        try AtomicFile.write(png, to: "\(folder)/\(Self.frameName(frame))")
        frames += 1
      }
    }
    let (returns, pictures) = try renderer.render(
      scene.policy, in: scene.environment, players: scene.players, label: scene.path,
      sheetFrames: sheet == nil ? 0 : sheetFrames, write: write)
    if let sheet {
      let canvas = try ContactSheet(pictures, title: "\(scene.environment.spec.name)").canvas()
      try AtomicFile.write(PNG.encode(canvas), to: sheet)
    }
    let removed = try out.map { try Self.removeFrames(from: frames, in: $0) } ?? 0
    report.show(
      json: json(frames, returns), text: text(frames, removed: removed, returns))
  }

  private func text(_ frames: Int, removed: Int, _ returns: [Double]) -> String {
    let rest = removed == 0 ? "" : ", and \(removed) of an earlier rendering removed"
    return [
      out.map { "\(frames) frames in \($0)\(rest)" }, sheet.map { "contact sheet in \($0)" },
      "episode return " + returns.map { Terminal.fixed($0, 2) }.joined(separator: ", "),
    ].compactMap { $0 }.joined(separator: "\n")
  }

  private func json(_ frames: Int, _ returns: [Double]) -> String {
    var json = JSONObject()
    if let out {
      json.add("frames", frames)
      json.add("out", out)
    }
    if let sheet { json.add("sheet", sheet) }
    json.add("returns", returns)
    return json.text
  }

  private typealias Scene = (
    policy: Policy, environment: EnvironmentCatalog.Entry, players: [Playback.Player], path: String
  )

  private func scene() throws -> Scene {
    guard let member else {
      let (file, path, environment) = try savedPolicy(policy, best: choice.best)
      let seed = seed ?? file.evaluation?.seed ?? 0
      let players = (0..<episodes).map {
        Playback.Player.center(seed: seed, episode: $0, episodes: episodes)
      }
      return (file.policy, environment, players, path)
    }
    let trainer = try SavedTraining.load(
      policy, before: generation, kind: { try SavedEnvironment.entry($0, of: policy).kind },
      workers: workers.threads)
    let strategy = trainer.configuration.strategy
    let population = trainer.state.strategy.ask().memberCount
    guard (0..<population).contains(member), episodes <= strategy.episodes else {
      throw ValidationError(
        "--member \(member) --episodes \(episodes): expected a member from 0 to "
          + "\(population - 1) and at most \(strategy.episodes) episodes")
    }
    let players = (0..<episodes).map {
      Playback.Player.member(trainer.episode($0, ofMember: member))
    }
    let identifier = EnvironmentLibrary.identifier(
      trainer.configuration.env, version: trainer.subject.environment?.spec.version ?? 1)
    return (trainer.policy, try SavedEnvironment.entry(identifier, of: policy), players, policy)
  }

  /// Removes the frames of a longer rendering, which would show up at the end of this one's film.
  private static func removeFrames(from first: Int, in folder: String) throws -> Int {
    let old = try FileSystem.posix.names(in: folder).filter { name in
      guard name.hasPrefix("frame-"), name.hasSuffix(".png") else { return false }
      return Int(name.dropFirst(6).dropLast(4)).map { $0 >= first && frameName($0) == name }
        ?? false
    }
    for name in old { try FileSystem.posix.removeFile("\(folder)/\(name)") }
    return old.count
  }

  private static func frameName(_ frame: Int) -> String {
    let digits = String(frame)
    return "frame-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + ".png"
  }
}
