import EvoFiles
import Foundation
import Testing

/// A disk of 64 KiB, mounted on a folder of its own; only root can have one.
private final class SmallDisk {
  let folder: TemporaryFolder

  init?() {
    guard geteuid() == 0, let folder = try? TemporaryFolder() else { return nil }
    self.folder = folder
    guard run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path) else { return nil }
  }

  deinit { _ = run("umount", "-l", folder.path) }

  func makeReadOnly() -> Bool { run("mount", "-o", "remount,ro", folder.path) }

  private func run(_ command: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  static let isAvailable = SmallDisk() != nil
}

@Suite(
  "Full and read-only disks",
  .enabled(if: SmallDisk.isAvailable, "needs root and the right to mount a tmpfs"))
struct FilesFullDiskTests {
  private let disk: SmallDisk
  private var folder: TemporaryFolder { disk.folder }

  init() throws { disk = try #require(SmallDisk()) }

  @Test("a file that does not fit leaves the old one whole and nothing else")
  func atomicFile() throws {
    let old = [UInt8](repeating: 1, count: 20_000)
    try AtomicFile.write(old, to: folder("a"))
    #expect(throws: FileError.system(.write, path: folder("a"), code: ENOSPC)) {
      try AtomicFile.write([UInt8](repeating: 2, count: 60_000), to: folder("a"))
    }
    #expect(try FileSystem.posix.readFile(folder("a"), limit: 1 << 20) == old)
    #expect(try folder.names == ["a"])
  }

  @Test("a growing file ends with a whole line, and grows on once there is space")
  func appendLog() throws {
    try AtomicFile.write([UInt8](repeating: 1, count: 40_000), to: folder("a"))
    let log = try AppendLog(path: folder("m.csv"), keeping: 0)
    let line = String(repeating: "x", count: 99)
    var count = 0
    #expect(throws: FileError.system(.write, path: folder("m.csv"), code: ENOSPC)) {
      while count < 10_000 {
        try log.append(line: line)
        count += 1
      }
    }
    #expect(count > 0)
    #expect(log.length == 100 * count)
    #expect(try FileSystem.posix.readFile(folder("m.csv"), limit: 1 << 20).count == log.length)
    // Emptied, not removed: a child process that another test is starting may share the open file,
    // which would hold on to the space.
    try folder.write("", to: "a")
    try log.append(line: line)
    #expect(
      try folder.text("m.csv") == String(repeating: line + "\n", count: count + 1))
  }

  @Test("a read-only disk is named as such, whatever is written")
  func readOnly() throws {
    try AtomicFile.write([1], to: folder("a"))
    try #require(disk.makeReadOnly())
    #expect(throws: FileError.system(.write, path: folder("a"), code: EROFS)) {
      try AtomicFile.write([2], to: folder("a"))
    }
    #expect(throws: FileError.system(.write, path: folder("a"), code: EROFS)) {
      try AppendLog(path: folder("a"), keeping: 1)
    }
    #expect(throws: FileError.system(.lock, path: folder(".lock"), code: EROFS)) {
      try RunLock(folder: folder.path)
    }
    #expect(throws: FileError.system(.createFolder, path: folder("b"), code: EROFS)) {
      try FileSystem.posix.createFolders(folder("b"))
    }
    #expect(try FileSystem.posix.readFile(folder("a"), limit: 10) == [1])
  }
}
