import Glibc

/// A process of its own that is waited for, with what it used.
struct ChildProcess {
  /// What it wrote to standard output.
  let output: String
  let status: Int32
  /// Processor seconds, of the kernel's work too.
  let cpuSeconds: Double
  let wallSeconds: Double

  struct Failure: Error, CustomStringConvertible {
    let command: String
    let reason: String
    var description: String { "'\(command)' \(reason)" }
  }

  /// Runs a program to its end; its standard error is dropped.
  ///
  /// - Parameter folder: where it runs; nil for where this process does.
  static func run(
    _ path: String, _ arguments: [String], in folder: String? = nil
  ) throws -> ChildProcess {
    let command = ([path] + arguments).joined(separator: " ")
    func fail(_ code: Int32) -> Failure {
      Failure(command: command, reason: "could not be run: \(String(cString: strerror(code)))")
    }
    // Spawning in another folder is not to be had from Swift.
    let here = open(".", O_RDONLY | O_DIRECTORY)
    defer { close(here) }
    if let folder, chdir(folder) != 0 { throw fail(errno) }
    defer { if folder != nil { fchdir(here) } }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw fail(errno) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addclose(&actions, ends[1])
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    let start = now()
    var child = pid_t()
    let code = posix_spawn(&child, path, &actions, nil, &words, environ)
    close(ends[1])
    guard code == 0 else { throw fail(code) }
    let output = readAll(ends[0])
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0 {
      guard errno == EINTR else { throw fail(errno) }
    }
    return ChildProcess(
      output: output, status: status,
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), wallSeconds: now() - start)
  }

  /// Runs a program that has to succeed.
  static func succeed(
    _ path: String, _ arguments: [String], in folder: String? = nil
  ) throws -> ChildProcess {
    let child = try run(path, arguments, in: folder)
    guard child.status == 0 else {
      throw Failure(
        command: ([path] + arguments).joined(separator: " "),
        reason: "ended with wait status \(child.status)")
    }
    return child
  }

  private static func readAll(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
