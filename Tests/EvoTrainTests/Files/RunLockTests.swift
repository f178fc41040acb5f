import EvoFiles
import Foundation
import Testing

@Suite("Run locks")
struct FilesRunLockTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a second lock is refused with the first one's process and host")
  func refused() throws {
    let lock = try RunLock(folder: folder.path)
    let error = #expect(throws: FileError.self) { try RunLock(folder: folder.path) }
    let words = try folder.text(".lock").split(separator: " ")
    #expect(words.count == 2)
    #expect(words.first == "\(getpid())")
    let host = try #require(words.last?.dropLast())
    let holder = RunLock.Holder(process: getpid(), host: String(host))
    #expect(error == .locked(folder: folder.path, holder: holder))
    #expect(lock.folder == folder.path)
  }

  @Test("a released lock can be taken again, and its file stays")
  func released() throws {
    for _ in 0..<3 { _ = try RunLock(folder: folder.path) }
    #expect(try folder.names == [".lock"])
  }

  @Test("a lock is refused while another process lives, and free once that was killed")
  func killedHolder() throws {
    let child = Process()
    child.executableURL = URL(filePath: "/bin/sh")
    child.arguments = [
      "-c", #"exec 9>"$0" && flock 9 && echo "$$ elsewhere" >&9 && echo ready && exec cat"#,
      folder(".lock"),
    ]
    let (input, output) = (Pipe(), Pipe())
    child.standardInput = input
    child.standardOutput = output
    try child.run()
    defer { child.terminate() }
    try #require(output.fileHandleForReading.availableData == Data("ready\n".utf8))

    let holder = RunLock.Holder(process: child.processIdentifier, host: "elsewhere")
    #expect(throws: FileError.locked(folder: folder.path, holder: holder)) {
      try RunLock(folder: folder.path)
    }
    kill(child.processIdentifier, SIGKILL)
    child.waitUntilExit()
    let lock = try RunLock(folder: folder.path)
    #expect(try folder.text(".lock").hasPrefix("\(getpid()) "))
    withExtendedLifetime(lock) {}
  }

  @Test(
    "a lock file with anything in it is no trouble",
    arguments: [
      "", "\n", "12", "12\n", "12 \n", " 12\n", "-1 a\n", "0 a\n", "99999999999 a\n", "12 a b\n",
      "12 \u{1B}[2J\n", "x y\n", String(repeating: "1", count: 10_000),
    ])
  func foreignContents(_ text: String) throws {
    try folder.write(text, to: ".lock")
    let lock = try RunLock(folder: folder.path)
    try folder.write(text, to: ".lock")
    #expect(throws: FileError.locked(folder: folder.path, holder: nil)) {
      try RunLock(folder: folder.path)
    }
    withExtendedLifetime(lock) {}
  }

  @Test("a missing folder is named")
  func missingFolder() {
    #expect(throws: FileError.system(.lock, path: folder("none/.lock"), code: ENOENT)) {
      try RunLock(folder: folder("none"))
    }
  }

  @Test("a full disk does not keep a run from being locked")
  func fullDisk() throws {
    let fileSystem = Faults(.failure(ENOSPC), at: 0, of: ["write"]).fileSystem
    let lock = try RunLock(folder: folder.path, in: fileSystem)
    #expect(throws: FileError.locked(folder: folder.path, holder: nil)) {
      try RunLock(folder: folder.path)
    }
    withExtendedLifetime(lock) {}
  }
}
