import EvoCore
import EvoFiles
import Foundation
import Synchronization
import Testing

@Suite("Atomic files")
struct FilesAtomicTests {
  private let folder: TemporaryFolder
  private let old = [UInt8](repeating: 1, count: 1_000)
  private let new = [UInt8](repeating: 2, count: 3_000)

  init() throws { folder = try TemporaryFolder() }

  private func contents(_ name: String) throws -> [UInt8] {
    try FileSystem.posix.readFile(folder(name), limit: 1 << 20)
  }

  @Test("a file is created, then replaced, and nothing else is left in the folder")
  func writes() throws {
    try AtomicFile.write(old, to: folder("a"))
    #expect(try contents("a") == old)
    try AtomicFile.write(new, to: folder("a"))
    #expect(try contents("a") == new)
    #expect(try folder.names == ["a"])
  }

  @Test(
    "whichever call fails or is torn, the old file or the new is whole and no other is left",
    arguments: [Faults.Kind.failure(ENOSPC), .failure(EIO), .tear(ENOSPC), .tear(EIO)])
  func everyCallFails(_ kind: Faults.Kind) throws {
    try AtomicFile.write(old, to: folder("a"))
    var failures = 0
    for call in 0..<100 {
      let faults = Faults(kind, at: call)
      do {
        try AtomicFile.write(new, to: folder("a"), in: faults.fileSystem)
        #expect(try contents("a") == new)
        if !faults.struck {
          // open, write, sync, close, rename, then open and sync of the folder.
          #expect(failures == 7)
          return
        }
      } catch {
        failures += 1
        let expected = [ENOSPC, EIO].map {
          FileError.system(.write, path: folder("a"), code: $0)
        }
        #expect(expected.contains { $0 == error as? FileError })
        #expect(try contents("a") == (failures <= 5 ? old : new))
      }
      #expect(try folder.names == ["a"], "call \(call)")
      try AtomicFile.write(old, to: folder("a"))
    }
    Issue.record("the calls never end")
  }

  @Test("one of many files waits for no device, and syncAll for all of them once")
  func many() throws {
    let faults = Faults(.failure(EIO), at: 0, of: ["sync"])
    for name in ["a", "b"] {
      try AtomicFile.write(new, to: folder(name), isSynced: false, in: faults.fileSystem)
      #expect(try contents(name) == new)
    }
    #expect(!faults.struck)
    #expect(throws: FileError.system(.write, path: folder.path, code: EIO)) {
      try AtomicFile.syncAll(in: folder.path, in: faults.fileSystem)
    }
    try AtomicFile.syncAll(in: folder.path)
    #expect(try folder.names == ["a", "b"])
  }

  @Test("a file that grows piece by piece is seen when it is whole")
  func composes() throws {
    let result = try AtomicFile.compose(folder("a")) { draft in
      try draft.append(old)
      try draft.append(new)
      try draft.patch([7, 8], at: 999)
      #expect(try folder.names == [".a.tmp-\(getpid())"])
      #expect(draft.temporaryPath.hasSuffix("/.a.tmp-\(getpid())"))
      return draft.length
    }
    #expect(result == 4_000)
    #expect(try contents("a") == old.dropLast() + [7, 8] + new.dropFirst())
    #expect(try folder.names == ["a"])
    struct Regret: Error {}
    #expect(throws: Regret.self) {
      try AtomicFile.compose(folder("a")) { draft in
        try draft.append(old)
        throw Regret()
      }
    }
    #expect(try contents("a").count == 4_000)
    #expect(try folder.names == ["a"])
  }

  @Test(
    "whichever call of a file that grows fails or is torn, the old file or the new is whole",
    arguments: [Faults.Kind.failure(ENOSPC), .tear(ENOSPC)])
  func everyCallOfAComposedFileFails(_ kind: Faults.Kind) throws {
    try AtomicFile.write(old, to: folder("a"))
    var failures = 0
    for call in 0..<100 {
      let faults = Faults(kind, at: call)
      do {
        try AtomicFile.compose(folder("a"), in: faults.fileSystem) { draft in
          try draft.append(old)
          try draft.append(new)
          try draft.patch(old, at: 0)
        }
        if !faults.struck {
          // open, three writes, sync, close, rename, then open and sync of the folder.
          #expect(failures == 9)
          return
        }
      } catch {
        failures += 1
        #expect(
          error as? FileError == FileError.system(.write, path: folder("a"), code: ENOSPC))
        #expect(try contents("a").count == (call < 7 ? 1_000 : 4_000), "call \(call)")
      }
      #expect(try folder.names == ["a"], "call \(call)")
      try AtomicFile.write(old, to: folder("a"))
    }
    Issue.record("the calls never end")
  }

  @Test("whichever call is the last of a killed process, the next one finds a whole file")
  func everyCallKills() throws {
    try AtomicFile.write(old, to: folder("a"))
    for call in 0..<100 {
      let faults = Faults(.death, at: call)
      _ = try? AtomicFile.write(new, to: folder("a"), in: faults.fileSystem)
      let found = try contents("a")
      #expect(found == old || found == new, "call \(call)")
      let removed = try AtomicFile.removeStaleTemporaries(in: folder.path, of: { $0 == "a" })
      #expect(removed.isEmpty || removed == [".a.tmp-\(getpid())"])
      #expect(try folder.names == ["a"])
      if !faults.struck { return }
      try AtomicFile.write(old, to: folder("a"))
    }
    Issue.record("the calls never end")
  }

  @Test("interrupted calls and short writes are taken up again")
  func interruptions() throws {
    let calls: Set = ["open", "write", "sync", "close"]
    for kind in [Faults.Kind.failure(EINTR), .short] {
      for call in 0..<100 {
        let faults = Faults(kind, at: call, of: calls)
        try AtomicFile.write(new, to: folder("a"), in: faults.fileSystem)
        #expect(try contents("a") == new)
        if !faults.struck { break }
      }
    }
    let crawling = Faults(.short, at: 0)
    var fileSystem = crawling.fileSystem
    fileSystem.write = { descriptor, bytes throws(SystemError) in
      try FileSystem.posix.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[..<1]))
    }
    try AtomicFile.write(old, to: folder("b"), in: fileSystem)
    #expect(try contents("b") == old)
  }

  @Test("a device that takes no byte and reports no error is an error, not a hang")
  func silentDevice() throws {
    var fileSystem = FileSystem.posix
    fileSystem.write = { _, _ in 0 }
    #expect(throws: FileError.system(.write, path: folder("a"), code: EIO)) {
      try AtomicFile.write(old, to: folder("a"), in: fileSystem)
    }
    #expect(try folder.names.isEmpty)
  }

  @Test("a file system that cannot force folders to the device is good enough")
  func unsyncableFolder() throws {
    // The first sync is the file's, the second the folder's.
    try AtomicFile.write(
      new, to: folder("a"), in: Faults(.failure(EINVAL), at: 1, of: ["sync"]).fileSystem)
    #expect(try contents("a") == new)
  }

  @Test("a temporary file is no way to write through a link")
  func linkInTheWay() throws {
    try folder.write("precious", to: "victim")
    try FileManager.default.createSymbolicLink(
      atPath: folder(".a.tmp-\(getpid())"), withDestinationPath: folder("victim"))
    #expect(throws: FileError.self) { try AtomicFile.write(new, to: folder("a")) }
    #expect(try folder.text("victim") == "precious")
  }

  @Test("a link is made, then replaced, even where it leads nowhere")
  func links() throws {
    for target in ["cartpole-1", "cartpole-2"] {
      try AtomicFile.replaceLink(at: folder("latest"), with: target)
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: folder("latest")) == target)
    }
    #expect(try folder.names == ["latest"])
  }

  @Test("threads that point one link somewhere together all succeed, and the link is that of one")
  func linksTogether() throws {
    let path = folder("latest")
    let failures = Mutex<[any Error]>([])
    DispatchQueue.concurrentPerform(iterations: 400) { number in
      do { try AtomicFile.replaceLink(at: path, with: "cartpole-\(number)") } catch {
        failures.withLock { $0.append(error) }
      }
    }
    #expect(failures.withLock { $0.isEmpty })
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: path).hasPrefix("cartpole-"))
    #expect(try folder.names == ["latest"])
  }

  @Test("whichever call fails, the old link or the new stands and nothing else is left")
  func everyLinkCallFails() throws {
    for call in 0..<100 {
      try AtomicFile.replaceLink(at: folder("latest"), with: "old")
      let faults = Faults(.failure(EIO), at: call)
      _ = try? AtomicFile.replaceLink(at: folder("latest"), with: "new", in: faults.fileSystem)
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: folder("latest"))
      #expect(target == "old" || target == "new")
      #expect(try folder.names == ["latest"], "call \(call)")
      if !faults.struck { return }
    }
    Issue.record("the calls never end")
  }

  @Test("a folder that is called like the link stays")
  func folderInsteadOfLink() throws {
    try FileSystem.posix.createFolders(folder("latest"))
    #expect(throws: FileError.self) {
      try AtomicFile.replaceLink(at: folder("latest"), with: "new")
    }
    #expect(try folder.names == ["latest"])
  }

  @Test("only what killed processes left of one's own files is removed")
  func staleTemporaries() throws {
    let kept = [
      ".a.tmp-", ".a.tmp-12x", ".tmp-12", "..tmp-12", "a.tmp-12", "metrics.csv", ".lock",
      ".a.tmp-12.b", ".theirs.tmp-12",
    ]
    for name in kept + [".a.tmp-12", ".policy.safetensors.tmp-4242"] {
      try folder.write("x", to: name)
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder(".latest.tmp-7"), withDestinationPath: "nowhere")
    try FileSystem.posix.createFolders(folder(".folder.tmp-8"))
    #expect(
      try AtomicFile.removeStaleTemporaries(in: folder.path, of: { $0 != "theirs" }) == [
        ".a.tmp-12", ".latest.tmp-7", ".policy.safetensors.tmp-4242",
      ])
    #expect(try folder.names == (kept + [".folder.tmp-8"]).sorted())
  }

  @Test("a tensor file comes back from the disk, and a damaged one is refused by its path")
  func tensorFile() throws {
    var file = TensorFile()
    file.metadata["env"] = "cartpole"
    file["center"] = Tensor([Float(1), 2, 3])
    try file.write(to: folder("p.safetensors"))
    let back = try TensorFile.read(folder("p.safetensors"), requiringChecksum: true)
    #expect(back == file)
    #expect(back.source == folder("p.safetensors"))

    var bytes = try contents("p.safetensors")
    bytes[bytes.count - 1] ^= 1
    try AtomicFile.write(bytes, to: folder("p.safetensors"))
    let error = #expect(throws: SafetensorsError.self) {
      try TensorFile.read(folder("p.safetensors"))
    }
    #expect(error?.file == folder("p.safetensors"))
  }
}
