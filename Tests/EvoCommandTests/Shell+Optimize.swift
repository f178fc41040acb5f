import Foundation
import Testing

extension Shell {
  /// Expects `evo-rl optimize` to end with a sentence and nothing else.
  func expectOptimizeRefusal(
    _ arguments: [String], status: Int32 = 64, _ complaint: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let command = try start(["optimize"] + arguments).end()
    #expect(command.status == status, sourceLocation: sourceLocation)
    #expect(command.complaint == complaint, sourceLocation: sourceLocation)
    #expect(command.stdout == "", sourceLocation: sourceLocation)
  }

  /// A shell script that computes the squared distance from (1, 2), after `lines`.
  func writeSimulator(_ lines: String = "") throws {
    try write(
      "#!/bin/sh\n\(lines)\nawk \"BEGIN { print \\\"loss:\\\", ($1-1)^2 + ($2-2)^2 }\"\n",
      to: "simulate")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: self("simulate"))
  }
}

/// Whether a killed process is gone, or a zombie that nobody has asked for; it may take a moment.
func hasEnded(_ process: Int32) -> Bool {
  for _ in 0..<1_000_000 {
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    guard let state = status?.split(separator: ")").last?.split(separator: " ").first,
      state != "Z", state != "X"
    else { return true }
    sched_yield()
  }
  return false
}
