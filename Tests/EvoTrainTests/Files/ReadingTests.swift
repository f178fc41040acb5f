import EvoFiles
import Foundation
import Glibc
import Testing

@Suite("Reading files and making folders")
struct FilesReadingTests {
  private let folder: TemporaryFolder
  private let fileSystem = FileSystem.posix

  init() throws { folder = try TemporaryFolder() }

  @Test("a file is read whole, up to the limit and not beyond")
  func limit() throws {
    try folder.write("12345", to: "a")
    #expect(try fileSystem.readFile(folder("a"), limit: 5) == Array("12345".utf8))
    #expect(throws: FileError.tooLarge(path: folder("a"), bytes: 5, limit: 4)) {
      try fileSystem.readFile(folder("a"), limit: 4)
    }
    try folder.write("", to: "empty")
    #expect(try fileSystem.readFile(folder("empty"), limit: 0).isEmpty)
  }

  @Test("a folder, a pipe and a device are refused, not waited for")
  func notAFile() throws {
    try #require(mkfifo(folder("pipe"), 0o600) == 0)
    for path in [folder.path, folder("pipe"), "/dev/zero"] {
      #expect(throws: FileError.notAFile(path: path)) {
        try fileSystem.readFile(path, limit: 100)
      }
    }
  }

  @Test("whichever call fails, reading fails with the file's name; interruptions do not matter")
  func everyCallFails() throws {
    try folder.write("12345", to: "a")
    for (call, name) in ["open", "status", "read"].enumerated() {
      #expect(throws: FileError.system(.read, path: folder("a"), code: EIO), "\(name)") {
        try fileSystem(.failure(EIO), at: call).readFile(folder("a"), limit: 100)
      }
    }
    let interrupted = Faults(.failure(EINTR), at: 0, of: ["read"]).fileSystem
    #expect(try interrupted.readFile(folder("a"), limit: 100).count == 5)

    func fileSystem(_ kind: Faults.Kind, at call: Int) -> FileSystem {
      Faults(kind, at: call).fileSystem
    }
  }

  @Test("folders are made with those above them, once")
  func createFolders() throws {
    #expect(try fileSystem.createFolders(folder("a/b/c")))
    #expect(try !fileSystem.createFolders(folder("a/b/c")))
    #expect(try fileSystem.createFolders(folder("a/d/e/")))
    #expect(try fileSystem.names(in: folder("a")) == ["b", "d"])
    #expect(try !fileSystem.createFolders("/"))
    #expect(try !fileSystem.createFolders("."))
    try AtomicFile.replaceLink(at: folder("link"), with: "a")
    #expect(try !fileSystem.createFolders(folder("link")))
  }

  @Test("a file in the way of a folder is named")
  func fileInTheWay() throws {
    try folder.write("x", to: "a")
    for path in [folder("a"), folder("a/b"), folder("a/b/c")] {
      #expect(throws: FileError.system(.createFolder, path: path, code: ENOTDIR)) {
        try fileSystem.createFolders(path)
      }
    }
    #expect(throws: FileError.system(.createFolder, path: "", code: ENOENT)) {
      try fileSystem.createFolders("")
    }
  }

  @Test(
    "every failure is one sentence with the file, the reason and the remedy",
    arguments: [
      (
        FileError.system(.write, path: "r/a.csv", code: ENOSPC),
        "r/a.csv: cannot write: no space left on the device; "
          + "free some space or choose another folder"
      ),
      (
        .system(.createFolder, path: "/proc/x", code: EROFS),
        "/proc/x: cannot create the folder: the file system is read-only; choose another folder"
      ),
      (
        .system(.lock, path: "r/.lock", code: EACCES),
        "r/.lock: cannot lock: permission denied; change the permissions or choose another folder"
      ),
      (
        .system(.read, path: "r/p", code: ENOENT),
        "r/p: cannot read: no such file or folder; check the path"
      ),
      (
        .system(.list, path: "r", code: ENOTDIR),
        "r: cannot list the folder: a part of the path is a file, not a folder; check the path"
      ),
      (
        .system(.link, path: "runs/latest", code: EISDIR),
        "runs/latest: cannot make the link: it is a folder; move it away or choose another name"
      ),
      (.system(.read, path: "x", code: EPIPE), "x: cannot read: broken pipe"),
      (
        .tooLarge(path: "c.yaml", bytes: 5_000_000, limit: 1_000_000),
        "c.yaml: it holds 5000000 bytes; at most 1000000 are accepted here"
      ),
      (
        .notAFile(path: "/dev/zero"),
        "/dev/zero: not a file; expected the path of a regular file"
      ),
      (
        .cutShort(path: "r/m.csv", bytes: 10, expected: 20),
        "r/m.csv: it holds 10 bytes, but the checkpoint counts on 20; "
          + "restore the file, or resume from an earlier checkpoint"
      ),
      (
        .locked(folder: "runs/x", holder: .init(process: 42, host: "box")),
        "runs/x: in use by process 42 on box; "
          + "wait for it to end, or choose another run folder"
      ),
      (
        .locked(folder: "runs/x", holder: nil),
        "runs/x: in use by another process; wait for it to end, or choose another run folder"
      ),
    ])
  func sentences(error: FileError, sentence: String) {
    #expect(error.description == sentence)
  }

  @Test(
    "a name that is no UTF-8 is left out, and a link to one is an error: neither becomes another")
  func notText() throws {
    let name: [UInt8] = Array("\(folder.path)/.caf".utf8) + [0xff] + Array(".tmp-1".utf8) + [0]
    let bytes = name.map { CChar(bitPattern: $0) }
    try #require(mkdir(bytes, 0o700) == 0)
    defer { rmdir(bytes) }
    try folder.write("mine", to: ".caf\u{FFFD}.tmp-1")
    #expect(try fileSystem.names(in: folder.path) == [".caf\u{FFFD}.tmp-1"])
    #expect(
      try AtomicFile.removeStaleTemporaries(in: folder.path, of: { $0.hasSuffix(".csv") }).isEmpty)

    try #require(Glibc.symlink(bytes, folder("link")) == 0)
    #expect(throws: SystemError(code: EILSEQ)) { try fileSystem.readLink(folder("link")) }
    #expect(Whereabouts.realPath(folder("link")) == nil)
    #expect(Whereabouts.absolute("x", from: folder("link")) == folder("link") + "/x")
  }
}
