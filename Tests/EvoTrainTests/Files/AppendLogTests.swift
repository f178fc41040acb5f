import EvoFiles
import Foundation
import Testing

@Suite("Append-only files")
struct FilesAppendLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("lines are in the file at once, and the length counts them")
  func appends() throws {
    let log = try AppendLog(path: folder("m.csv"), keeping: 0)
    try log.append(line: "generation,return")
    #expect(try folder.text("m.csv") == "generation,return\n")
    try log.append(line: "")
    try log.flush()
    #expect(try folder.text("m.csv") == "generation,return\n\n")
    #expect(log.length == 19)
  }

  @Test("a resumed file is cut to what the checkpoint counts on, and goes on from there")
  func resume() throws {
    try folder.write("a\nb\nc\npart", to: "m.csv")
    let log = try AppendLog(path: folder("m.csv"), keeping: 4)
    #expect(try folder.text("m.csv") == "a\nb\n")
    try log.append(line: "d")
    #expect(try folder.text("m.csv") == "a\nb\nd\n")
    #expect(log.length == 6)
  }

  @Test("starting afresh empties an old file")
  func afresh() throws {
    try folder.write("a\n", to: "m.csv")
    let log = try AppendLog(path: folder("m.csv"), keeping: 0)
    #expect(log.length == 0)
    #expect(try folder.text("m.csv") == "")
  }

  @Test("a file shorter than the checkpoint counts on is refused and left alone")
  func cutShort() throws {
    try folder.write("a\n", to: "m.csv")
    #expect(throws: FileError.cutShort(path: folder("m.csv"), bytes: 2, expected: 4)) {
      try AppendLog(path: folder("m.csv"), keeping: 4)
    }
    #expect(try folder.text("m.csv") == "a\n")
    #expect(throws: FileError.system(.write, path: folder("n.csv"), code: ENOENT)) {
      try AppendLog(path: folder("n.csv"), keeping: 4)
    }
    #expect(try folder.names == ["m.csv"])
  }

  @Test(
    "whichever call fails or is torn, the file holds whole lines, and trying again goes on",
    arguments: [Faults.Kind.failure(ENOSPC), .failure(EIO), .tear(ENOSPC), .short])
  func everyCallFails(_ kind: Faults.Kind) throws {
    let lines = ["first", "second", "third"]
    for call in 0..<100 {
      try folder.write("first\npart of a li", to: "m.csv")
      let faults = Faults(kind, at: call)
      let fileSystem = faults.fileSystem
      let open = { try AppendLog(path: folder("m.csv"), keeping: 6, in: fileSystem) }
      let log: AppendLog
      do { log = try open() } catch { log = try open() }
      for (index, line) in lines.enumerated().dropFirst() {
        do { try log.append(line: line) } catch {
          #expect(
            try folder.text("m.csv") == lines[..<index].joined(separator: "\n") + "\n",
            "call \(call)")
          try log.append(line: line)
        }
      }
      do { try log.flush() } catch { try log.flush() }
      #expect(try folder.text("m.csv") == "first\nsecond\nthird\n")
      #expect(log.length == 19)
      if !faults.struck { return }
    }
    Issue.record("the calls never end")
  }

  @Test("a torn line that could not be taken back is taken back before the next")
  func mending() throws {
    var fileSystem = Faults(.tear(ENOSPC), at: 0, of: ["write"]).fileSystem
    fileSystem.truncate = Faults(.failure(EIO), at: 0, of: ["truncate"]).fileSystem.truncate
    let log = try AppendLog(path: folder("m.csv"), keeping: 0, in: fileSystem)
    #expect(throws: FileError.system(.write, path: folder("m.csv"), code: ENOSPC)) {
      try log.append(line: "a long line")
    }
    #expect(try folder.text("m.csv") == "a long")
    try log.append(line: "another")
    #expect(try folder.text("m.csv") == "another\n")
  }
}
