import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Synchronization
import Testing

@Suite("Folders of others")
struct ForeignFolderTests {
  private let folder: TemporaryFolder
  private let training: SmallTraining

  init() throws {
    folder = try TemporaryFolder()
    training = try SmallTraining(generations: 2)
  }

  @Test(
    "a folder with a file that a run would replace is refused and stays as it is",
    arguments: [
      "metrics.csv", "policy.safetensors", "learning-curve.png", "failure.json",
      "failure.safetensors", ".lock",
    ])
  func foreignFile(name: String) throws {
    try folder.write("precious", to: name)
    let error = #expect(throws: RunFolderError.self) { try training.start(folder.path) }
    #expect(error == .foreignFile(path: folder(name)))
    #expect(
      error?.description
        == "\(folder(name)): this file is not of a run, and a run would replace it; "
        + "move it away or choose another --out")
    #expect(try FileSystem.posix.names(in: folder.path) == [name])
    #expect(try folder.text(name) == "precious")
  }

  @Test("files with other names stay, also those that look like temporary ones")
  func otherFiles() throws {
    let names = [".notes.tmp-1", "notes.txt", ".metrics.csv.tmp-x"]
    for name in names { try folder.write("precious", to: name) }
    _ = try training.start(folder.path).run { _ in }
    _ = try training.goOn(folder.path)
    for name in names { #expect(try folder.text(name) == "precious", "\(name)") }
  }

  @Test("names of run folders are claimed: whoever comes second gets the next number")
  func claim() throws {
    let made = Mutex<[String]>([])
    var system = FileSystem.posix
    system.createFolder = { path throws(SystemError) in
      let count = made.withLock { paths in
        paths.append(path)
        return paths.count
      }
      // The parent is made; the first two names are taken.
      if count == 2 || count == 3 { throw SystemError(code: EEXIST) }
    }
    let path = try RunName.claim(configuration: "cartpole", seed: 3, in: system)
    #expect(path.hasPrefix("runs/cartpole-3-") && path.hasSuffix("-3"))
    #expect(made.withLock { $0 }.count == 4)
    system.createFolder = { _ throws(SystemError) in throw SystemError(code: EACCES) }
    #expect(throws: FileError.self) {
      try RunName.claim(configuration: "cartpole", seed: 3, in: system)
    }
  }
}
