import EvoDraw
import Foundation
import Testing

/// A small disk mounted on the folder `disk` of a shell; only root can have one.
private final class SmallDisk {
  let shell: Shell

  init(kibibytes: Int) throws {
    shell = try Shell()
    try shell.bash("mkdir disk && mount -t tmpfs -o size=\(kibibytes)k tmpfs disk").expectSuccess()
  }

  deinit { _ = try? shell.bash("umount -l disk") }

  func grow(kibibytes: Int) throws {
    try shell.bash("mount -o remount,size=\(kibibytes)k disk").expectSuccess()
  }

  /// Every file on it, by its path from the folder of the shell.
  var files: [String] {
    get throws { try shell.bash("find disk -type f | sort").lines }
  }

  static let isAvailable: Bool = {
    guard geteuid() == 0, let shell = try? Shell() else { return false }
    return (try? shell.bash("mkdir d && mount -t tmpfs -o size=8k tmpfs d && umount d"))?.status
      == 0
  }()
}

@Suite("Output that goes nowhere")
struct LostOutputTests {
  @Test(
    "a full device behind standard output is an error",
    arguments: ["list envs", "eval cartpole --json", "optimize sphere --budget 100"])
  func full(command: String) throws {
    let result = try Shell().bash("evo-rl \(command) > /dev/full")
    #expect(result.status == 1)
    #expect(
      result.stderr == "Error: standard output: cannot write: No space left on device\n")
    #expect(try Shell().bash("evo-rl \(command) > /dev/null").status == 0)
  }
}

@Suite(
  "Full disks, as the command meets them",
  .enabled(if: SmallDisk.isAvailable, "needs root and the right to mount a tmpfs"))
struct FullDiskTests {
  private static let advice =
    "cannot write: no space left on the device; free some space or choose another folder"

  @Test("a training that cannot begin says so, and begins once there is space")
  func begin() throws {
    let disk = try SmallDisk(kibibytes: 8)
    let command = try disk.shell.run("train", "cartpole", "--out", "disk/a")
    #expect(command.status == 1)
    #expect(command.stderr.hasPrefix("Error: disk/a/"))
    #expect(command.stderr.hasSuffix(": \(Self.advice)\n"))
    #expect(try disk.files.allSatisfy { !$0.contains(".tmp") })
    try disk.grow(kibibytes: 1024)
    let again = try disk.shell.run("train", "cartpole", "--quiet", "--out", "disk/a")
    #expect(again.status == 0, "\(again.stderr)")
  }

  @Test("a training that cannot save says so, and goes on to the same bytes once there is space")
  func middle() throws {
    let disk = try SmallDisk(kibibytes: 40)
    let command = try disk.shell.run("train", "cartpole", "--quiet", "--out", "disk/a")
    #expect(command.status == 1)
    #expect(command.complaint.hasPrefix("disk/a/"))
    #expect(command.complaint.hasSuffix(Self.advice))
    #expect(command.stdout == "")
    #expect(try disk.files.allSatisfy { !$0.contains(".tmp") })
    try disk.grow(kibibytes: 1024)
    let resumed = try disk.shell.run("resume", "disk/a", "--quiet")
    #expect(resumed.status == 0, "\(resumed.stderr)")
    let whole = "\(try Trained.cartPole().path)/policy.safetensors"
    #expect(
      try disk.shell.bytes("disk/a/policy.safetensors")
        == [UInt8](Data(contentsOf: URL(filePath: whole))))
  }

  @Test("frames that are there are whole")
  func frames() throws {
    let disk = try SmallDisk(kibibytes: 64)
    let command = try disk.shell.run("render", "cartpole", "--out", "disk/f")
    #expect(command.status == 1)
    #expect(command.stdout == "")
    #expect(command.complaint.hasPrefix("disk/f/frame-"))
    #expect(command.complaint.hasSuffix(".png: \(Self.advice)"))
    let files = try disk.files
    #expect(!files.isEmpty)
    for file in files { #expect(try PNG.decode(disk.shell.bytes(file)).bitmap.width == 600) }
  }
}
