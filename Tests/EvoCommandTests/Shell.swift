import EvoFiles
import Foundation

/// What a command printed and how it ended.
struct Command: Sendable {
  /// The exit status, or 128 and the number of the signal that ended it.
  let status: Int32
  let stdout: String
  let stderr: String

  /// The lines of its output.
  var lines: [String] { stdout.split(separator: "\n").map(String.init) }

  /// The sentence of its error, without what precedes and follows it.
  var complaint: String {
    let line = stderr.split(separator: "\n").first.map(String.init) ?? ""
    return line.hasPrefix("Error: ") ? String(line.dropFirst(7)) : line
  }

  /// Its only line of output, as a JSON object.
  var json: [String: Any] {
    get throws { try objects.first ?? [:] }
  }

  /// All lines of its output as JSON objects.
  var objects: [[String: Any]] {
    get throws {
      try lines.map { line in
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let object = object as? [String: Any] else { throw CocoaError(.coderInvalidValue) }
        return object
      }
    }
  }
}

/// A fresh folder to run commands in, removed with this value.
final class Shell: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory
      .appending(path: "evo-rl-command-\(UUID().uuidString)").path(percentEncoded: false)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The repository: configurations and policies are found in it.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .path(percentEncoded: false)

  /// The command beside this test's own executable.
  static let binary =
    URL(
      filePath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    )
    .deletingLastPathComponent().appending(path: "evo-rl").path(percentEncoded: false)

  /// Runs evo-rl to its end.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Command {
    try start(arguments, environment: environment).end()
  }

  /// Runs a line of bash, in which `evo-rl` is the command.
  func bash(_ line: String) throws -> Command {
    let started = try Started(
      "/bin/bash", ["-c", "evo-rl() { \"$EVO_RL\" \"$@\"; }\n" + line], in: path,
      environment: ["EVO_RL": Self.binary])
    return try started.end()
  }

  /// Starts evo-rl.
  func start(
    _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Started {
    try Started(Self.binary, arguments, in: path, environment: environment)
  }

  func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

  /// The names in a folder, hidden ones as well, sorted.
  func names(_ folder: String = ".") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self(folder)).sorted()
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }

  func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: self(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(filePath: self(name)))
  }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }
}

/// A command that may still be running.
final class Started {
  private let process = Process()
  private let output = Pipe()
  private let errors: URL
  private var read = Data()

  fileprivate init(
    _ executable: String, _ arguments: [String], in folder: String, environment: [String: String]
  ) throws {
    // A file cannot fill up as a second pipe would while the first is being read.
    errors = FileManager.default.temporaryDirectory
      .appending(path: "evo-rl-errors-\(UUID().uuidString)")
    try Data().write(to: errors)
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment
      .merging(["EVO_RL_HOME": Shell.repository, "COLUMNS": "100"]) { $1 }
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    // A command inherits the signals that its starter does not receive; a test's thread receives
    // none.
    var before = sigset_t()
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    try? FileManager.default.removeItem(at: errors)
  }

  /// Waits until it has printed so many whole lines, or has ended.
  func waitForLines(_ count: Int) {
    while read.count(where: { $0 == UInt8(ascii: "\n") }) < count {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return }
      read += more
    }
  }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end.
  func end() throws -> Command {
    read += try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Command(
      status: process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0),
      stdout: String(decoding: read, as: UTF8.self),
      stderr: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }
}

/// A cart-pole run that many tests look at and none changes.
enum Trained {
  /// The folder; only to be had with the run in it.
  static let shell = Result { () throws -> Shell in
    _ = try run.get()
    return try empty.get()
  }
  static let run = Result {
    try empty.get().run("train", "cartpole", "--out", "run", "--json", "--workers", "2")
  }
  private static let empty = Result { try Shell() }

  /// The path of the run folder, and what training it printed last.
  static func cartPole() throws -> (path: String, done: [String: Any]) {
    (try shell.get()("run"), try run.get().objects.last ?? [:])
  }
}
