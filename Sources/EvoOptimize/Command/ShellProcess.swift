import EvoFiles
import Glibc

/// One run of a command line by `/bin/sh`, in a process group of its own, so that it can be ended
/// with all its children. Ends with this value at the latest.
final class ShellProcess {
  /// How it ended, as `waitpid` says, and what it printed: the last line that says something.
  struct Result {
    let status: Int32
    let output: [UInt8]
    let errors: [UInt8]
  }

  private static let errorLimit = 1 << 12

  private let process: pid_t
  private var isReaped = false
  private var outputEnd: Int32
  private var errorEnd: Int32
  /// The latest part of what it printed, and the earliest of what it complained.
  private var output = LastLines()
  private var errors: [UInt8] = []

  /// - Throws: the system's code, as a `SystemError`.
  init(_ line: String) throws(SystemError) {
    let pipes = try Self.pipes(2)
    let (outputs, complaints) = (pipes[0], pipes[1])
    var process = pid_t()
    let code = Self.spawn(line, input: nil, output: outputs[1], errors: complaints[1], &process)
    close(outputs[1])
    close(complaints[1])
    for end in [outputs[0], complaints[0]] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    (outputEnd, errorEnd) = (outputs[0], complaints[0])
    self.process = process
    if code != 0 {
      isReaped = true
      throw SystemError(code: code)
    }
  }

  /// Pipes, each with its end to read from and its end to write to, that programs do not inherit:
  /// those that are started later must not hold them open.
  static func pipes(_ count: Int) throws(SystemError) -> [[Int32]] {
    var pipes: [[Int32]] = []
    for _ in 0..<count {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else {
        let code = errno
        pipes.joined().forEach { close($0) }
        throw SystemError(code: code)
      }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes.append(ends)
    }
    return pipes
  }

  /// - Parameter input: nil for none.
  /// - Returns: the system's code, or 0.
  static func spawn(
    _ line: String, input: Int32?, output: Int32, errors: Int32, _ process: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    } else {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this process ignores or blocks is nothing to the command.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGPIPE, SIGXFSZ] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let arguments = ["sh", "-c", line]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    return posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ)
  }

  deinit {
    if !isReaped { _ = Self.reap(process) }
    for end in [outputEnd, errorEnd] where end >= 0 { close(end) }
  }

  /// The pipes that are still open, to be waited on.
  var openEnds: [Int32] { [outputEnd, errorEnd].filter { $0 >= 0 } }

  /// Reads what there is; the result once the command has ended. Children that it left in the
  /// background are ended then, too.
  func result() -> Result? {
    // Asked before the last read: what it wrote is in the pipe when it has ended.
    let hasEnded = Self.hasEnded(process)
    Self.drain(&outputEnd) { bytes in output.append(bytes) }
    Self.drain(&errorEnd) { bytes in errors += bytes.prefix(Self.errorLimit - errors.count) }
    guard hasEnded else { return nil }
    isReaped = true
    return Result(status: Self.reap(process), output: output.bytes, errors: errors)
  }

  /// Whether a child has ended; it stays a zombie, so that its number is not given to another process.
  static func hasEnded(_ process: pid_t) -> Bool {
    var information = siginfo_t()
    let code = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
    return code == 0 && information.si_signo == SIGCHLD
  }

  /// Ends a child with all that runs in its group.
  ///
  /// - Returns: its status.
  static func reap(_ process: pid_t) -> Int32 {
    kill(-process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// Reads what there is; an end that is reached becomes -1.
  static func drain(_ end: inout Int32, _ take: (ArraySlice<UInt8>) -> Void) {
    var chunk = [UInt8](repeating: 0, count: 1 << 14)
    // A bound, so that one that prints without end does not keep the others waiting.
    for _ in 0..<64 where end >= 0 {
      let count = read(end, &chunk, chunk.count)
      if count > 0 {
        take(chunk[..<count])
      } else if count < 0, errno == EINTR {
        continue
      } else if count < 0, errno == EAGAIN {
        return
      } else {
        close(end)
        end = -1
      }
    }
  }
}
