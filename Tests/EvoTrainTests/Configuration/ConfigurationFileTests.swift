import EvoCore
import EvoFiles
import EvoTrain
import Foundation
import Testing

@Suite("Configuration files")
struct ConfigurationFileTests {
  /// What loading a file with these bytes says about it, after the file's path.
  private func message(_ bytes: [UInt8]) throws -> String {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "evo-rl-\(UUID().uuidString).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    return try message(path: path)
  }

  private func message(path: String) throws -> String {
    let error = #expect(throws: ConfigurationError.self) {
      try TrainingConfiguration.load(path: path)
    }
    let message = try #require(error?.message)
    #expect(message.hasPrefix(path))
    return String(message.dropFirst(path.count))
  }

  @Test("bytes that are not UTF-8 are refused with their line")
  func notUTF8() throws {
    #expect(
      try message(Array("env: a\n# caf".utf8) + [0xE9, 0x0A])
        == ":2: not UTF-8 text; save it as UTF-8")
  }

  @Test("a huge file is refused before it is parsed")
  func tooLarge() throws {
    #expect(
      try message(Array(repeating: UInt8(ascii: "["), count: 2 << 20))
        == ": larger than 1048576 bytes, so no training configuration")
  }

  @Test("a file that does not exist and a folder say why they cannot be read")
  func unreadable() throws {
    #expect(
      try message(path: "/nonexistent/x.yaml") == ": cannot be read: No such file or directory")
    #expect(try message(path: "/tmp") == ": cannot be read: Is a directory")
  }
}
