import EvoFiles
import EvoRun
import EvoTrain
import Foundation
import Testing

@Suite("Trainings on a failing disk")
struct FaultRunTests {
  private let folder: TemporaryFolder
  private let training: SmallTraining

  init() throws {
    folder = try TemporaryFolder()
    training = try SmallTraining(generations: 2)
  }

  @Test(
    "whichever call of a training fails, is torn or is its last, a resume ends with the same bytes",
    arguments: [Faults.Kind.failure(ENOSPC), .tear(EIO), .death])
  func everyCallFails(_ kind: Faults.Kind) throws {
    _ = try training.start(folder("reference")).run { _ in }
    let expected = try remains(of: folder("reference"))
    for call in 0..<1000 {
      let path = folder("run-\(call)")
      let faults = Faults(kind, at: call, in: .quick)
      var saved = 0
      _ = try? training.start(path, in: faults.fileSystem).run { saved = $0.generation }
      // A generation that was reported has its checkpoint; the last one gets it at the end.
      #expect(try finish(path) >= min(saved, 1), "call \(call)")
      let found = try differences(path, from: expected)
      #expect(found == [], "call \(call)")
      #expect(try training.verify(path).isWhole, "call \(call)")
      try FileManager.default.removeItem(atPath: path)
      if !faults.struck {
        #expect(call > 100)
        return
      }
    }
    Issue.record("the calls never end")
  }

  /// Resumes to the end, and says from which generation.
  private func finish(_ path: String) throws -> Int {
    let run = try training.goOn(path)
    let generation = run.trainer.state.generation
    _ = try run.run { _ in }
    return generation
  }

  @Test("whichever call of a resume fails, the next resume ends with the same bytes")
  func everyCallOfResumeFails() throws {
    _ = try training.start(folder("reference")).run { _ in }
    let expected = try remains(of: folder("reference"))
    for call in 0..<1000 {
      let path = folder("run-\(call)")
      let dying = Faults(.death, at: 60, in: .quick)
      _ = try? training.start(path, in: dying.fileSystem).run { _ in }
      let faults = Faults(.tear(ENOSPC), at: call, in: .quick)
      _ = try? training.goOn(path, in: faults.fileSystem).run { _ in }
      _ = try training.goOn(path).run { _ in }
      let found = try differences(path, from: expected)
      #expect(found == [], "call \(call)")
      try FileManager.default.removeItem(atPath: path)
      if !faults.struck { return }
    }
    Issue.record("the calls never end")
  }

  @Test("a folder that is removed or given to another run is noticed before it is written to")
  func lostFolder() throws {
    do {
      let run = try training.start(folder("a"))
      try FileManager.default.moveItem(atPath: folder("a"), toPath: folder("b"))
      let other = try training.start(folder("a"))
      let before = try remains(of: folder("a"))
      #expect(throws: FileError.lost(folder: folder("a"))) { try run.run { _ in } }
      #expect(try differences(folder("a"), from: before) == [])
      try FileManager.default.removeItem(atPath: folder("a"))
      #expect(throws: FileError.lost(folder: folder("a"))) { try other.run { _ in } }
    }
    _ = try finish(folder("b"))
    #expect(try training.verify(folder("b")).isWhole)
  }

  @Test("parts of a run that are links out of its folder are refused and left alone")
  func links() throws {
    _ = try training.start(folder("a")).run { _ in }
    try folder.write("precious", to: "victim")
    let files = FileManager.default
    try files.removeItem(atPath: folder("a/metrics.csv"))
    try files.createSymbolicLink(
      atPath: folder("a/metrics.csv"), withDestinationPath: folder("victim"))
    #expect(throws: (any Error).self) { try training.goOn(folder("a")) }
    #expect(try folder.text("victim") == "precious")

    try files.moveItem(atPath: folder("a/checkpoints"), toPath: folder("elsewhere"))
    try files.createSymbolicLink(
      atPath: folder("a/checkpoints"), withDestinationPath: folder("elsewhere"))
    #expect(throws: RunFolderError.leavesRun(path: folder("a/checkpoints"))) {
      try training.goOn(folder("a"))
    }
  }
}
