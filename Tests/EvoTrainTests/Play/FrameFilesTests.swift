import EvoCore
import EvoDraw
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Frames in a folder")
struct FrameFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func scene(frameLimit: Int = .max) throws -> RolloutScene {
    let entry = try EnvironmentLibrary().entry("pendulum")
    let (file, _) = try SavedPolicy.load("\(Repository.path)/policies/pendulum") { _ in entry.kind }
    return try RolloutScene(
      [RolloutTake(file.policy, player: .center(seed: 1, episode: 0, episodes: 1), label: "p")],
      in: entry, tempo: RolloutTempo(of: entry.spec, speed: 1, every: 20), frameLimit: frameLimit)
  }

  private func write(_ scene: RolloutScene, in fileSystem: FileSystem) throws -> Int {
    try scene.writeFrames(
      to: folder.path, width: 60, height: 40, workers: SerialWorkers(), in: fileSystem)
  }

  @Test("the device is waited for once, after the last of them, and what it says is told")
  func sync() throws {
    let broken = Faults(.failure(5), at: 0, of: ["sync"])
    #expect(throws: FileError.system(.write, path: folder.path, code: 5)) {
      try write(scene(), in: broken.fileSystem)
    }
    // Steps 0, 20 ... 200.
    #expect(try folder.names.count == 11)
    let second = Faults(.failure(5), at: 1, of: ["sync"])
    #expect(try write(scene(), in: second.fileSystem) == 0)
    #expect(!second.struck)
  }

  @Test("a limit shows the first frames of an episode, and its whole return")
  func limit() throws {
    let (whole, part) = try (scene(), scene(frameLimit: 4))
    #expect(part.frameCount == 4 && whole.frameCount == 11)
    #expect(part.returns == whole.returns)
    _ = try write(whole, in: .posix)
    let picture = try FileSystem.posix.readFile(folder("frame-00003.png"), limit: 1 << 20)
    #expect(try write(part, in: .posix) == 7)
    #expect(try folder.names == (0..<4).map { "frame-0000\($0).png" })
    #expect(try FileSystem.posix.readFile(folder("frame-00003.png"), limit: 1 << 20) == picture)
  }
}
