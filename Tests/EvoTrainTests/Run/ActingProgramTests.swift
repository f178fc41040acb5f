import EvoFiles
import EvoRun
import EvoTestSupport
import Testing

/// That the program acts rightly is shown by `Tests/Peers/run`, where there is Python.
@Suite("act.py")
struct ActingProgramTests {
  @Test("every shipped policy has the program beside it")
  func shipped() throws {
    let locator = ResourceLocator(
      home: Repository.path, executable: nil, currentDirectory: "")
    let names = locator.names(.policies)
    #expect(names.count >= 12)
    for name in names {
      let path = try locator.path(of: name, .policies) + "/" + ActingProgram.name
      let bytes = try FileSystem.posix.readFile(path, limit: 1 << 20)
      #expect(String(decoding: bytes, as: UTF8.self) == ActingProgram.text, "\(path)")
    }
  }

  @Test("the Python package has it as well")
  func package() throws {
    let bytes = try FileSystem.posix.readFile(
      "\(Repository.path)/python/evo_rl/_act.py", limit: 1 << 20)
    #expect(String(decoding: bytes, as: UTF8.self) == ActingProgram.text)
  }

  @Test("so has every run, from its start on")
  func run() throws {
    let folder = try TemporaryFolder()
    _ = try SmallTraining(generations: 1).start(folder("run"))
    let bytes = try FileSystem.posix.readFile(folder("run/act.py"), limit: 1 << 20)
    #expect(String(decoding: bytes, as: UTF8.self) == ActingProgram.text)
  }
}
