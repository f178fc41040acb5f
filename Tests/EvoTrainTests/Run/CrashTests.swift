import EvoTestSupport
import Foundation
import Testing

@Suite("Killed trainings")
struct CrashTests {
  /// The command beside this test's own executable.
  private static let binary = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "evo-rl").path(percentEncoded: false)

  @Test("six kill -9 at random moments change no byte of the results")
  func kills() throws {
    let script = Process()
    script.executableURL = URL(filePath: Repository.path + "/Tests/Crash/run")
    script.arguments = ["--kills", "6", "--binary", Self.binary, "cartpole:25", "pendulum:15"]
    let output = Pipe()
    script.standardOutput = output
    script.standardError = output
    try script.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    script.waitUntilExit()
    #expect(script.terminationStatus == 0, "\(text)")
    #expect(text.contains("PASSED"))
  }
}
