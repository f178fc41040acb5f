import EvoFiles
import EvoRun
import EvoTestSupport
import EvoTrain
import Foundation
import Testing

@Suite("The files of a run folder")
struct RunFileTests {
  @Test("a finished run holds files of the list only, and all that are required")
  func aRun() throws {
    let folder = try TemporaryFolder()
    _ = try SmallTraining(generations: 2).start(folder("run")).run { _ in }
    var names = try FileManager.default.contentsOfDirectory(atPath: folder("run"))
    names.removeAll { $0 == "checkpoints" }
    names += try FileManager.default.contentsOfDirectory(atPath: folder("run/checkpoints"))
      .map { "checkpoints/\($0)" }
    for name in names {
      #expect(RunFile.all().count { $0.matches(name) } == 1, "\(name)")
    }
    for file in RunFile.all() where file.isRequired {
      #expect(names.contains(where: file.matches), "\(file.name)")
    }
  }

  @Test("docs/file-formats.md lists them in the words of the program")
  func documented() throws {
    let rows = RunFile.all().map { "| `\($0.name)` | \($0.holds) | \($0.written) |" }
    let table = "| file | what it holds | written |\n|---|---|---|\n" + rows.joined(separator: "\n")
    let text = try String(
      contentsOfFile: Repository.path + "/docs/file-formats.md", encoding: .utf8)
    #expect(text.contains(table + "\n\n"), "expected:\n\(table)")
  }

  @Test("a name with a placeholder matches what has something in its place")
  func placeholders() {
    let file = RunFile("events.<n>.log", holds: "", written: "", check: nil)
    #expect(file.matches("events.12.log"))
    #expect(!file.matches("events..log") && !file.matches("events.12.txt"))
    #expect(!RunFile.all().contains { $0.matches("checkpoints/generation-.safetensors") })
  }
}
