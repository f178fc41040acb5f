import Foundation
import Testing

@Suite("Hostile surroundings of a process")
struct SurroundingsTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test("closed standard streams do not let what is printed get into files")
  func closedStreams() throws {
    let line = "train cartpole --generations 3 --workers 1"
    try shell.bash("evo-rl \(line) --out open").expectSuccess()
    try shell.bash("evo-rl \(line) --out closed <&- >&- 2>&-").expectSuccess()
    for name in ["metrics.csv", ".lock"] {
      let files = try ["open", "closed"].map { try shell.text("\($0)/\(name)") }
      #expect(!files[1].contains("generation 1"), "\(name)")
      #expect(!files[1].contains("result"), "\(name)")
    }
    #expect(
      try shell.bytes("open/policy.safetensors") == shell.bytes("closed/policy.safetensors"))
    try shell.bash("evo-rl verify closed").expectSuccess()
  }

  @Test("what is printed into a closed stream is lost without a mistake")
  func closedOutput() throws {
    #expect(try shell.bash("evo-rl list strategies >&-").status == 0)
    #expect(try shell.bash("evo-rl list nothing 2>&-").status == 64)
  }

  /// A folder over /proc, in a mount namespace of its own, where the system lets us.
  private static let hiding = "unshare --mount --map-root-user sh -c"
  private static let canHideProc = try? Shell().bash("\(hiding) 'mount -t tmpfs none /proc'").status

  @Test(
    "commands work where /proc cannot be read",
    .enabled(if: canHideProc == 0, "needs a mount namespace"))
  func withoutProc() throws {
    func run(_ arguments: String) throws -> Command {
      try shell.bash(
        "\(Self.hiding) 'mount -t tmpfs none /proc; unset EVO_RL_HOME; exec \"$EVO_RL\" \(arguments)'"
      )
    }
    #expect(try run("list strategies --names").lines.contains("eggroll"))
    #expect(try run("list policies --names").lines.contains("cartpole"))
    #expect(try run("verify none").status == 1)
    #expect(try run("list nothing").status == 64)
  }
}
