import EvoFiles
import Glibc

/// A program that is fed through its standard input, and ended with this value at the latest.
final class PipedProcess {
  struct Result {
    /// The exit status, or 128 and the number of the signal that ended it.
    let status: Int32
    /// What it wrote to its standard error.
    let complaints: [UInt8]
  }

  private let process: pid_t
  private var input: Int32
  /// What it complains of. More than there is room for is lost, so nobody has to read while the program
  /// runs.
  private let errors: Int32
  private var result: Result?

  /// Starts a program that is found in the PATH.
  ///
  /// - Throws: the system's code; ENOENT where there is no such program.
  init(_ program: String, _ arguments: [String]) throws(SystemError) {
    let (input, inputEnd) = try Self.sockets()
    defer { close(inputEnd) }
    let errors: Int32
    let errorEnd: Int32
    do throws(SystemError) { (errors, errorEnd) = try Self.sockets(SOCK_NONBLOCK) } catch {
      close(input)
      throw error
    }
    defer { close(errorEnd) }
    (self.input, self.errors) = (input, errors)
    var process = pid_t()
    let code = Self.spawn(program, arguments, input: inputEnd, errors: errorEnd, &process)
    self.process = process
    guard code == 0 else {
      result = Result(status: 0, complaints: [])
      throw SystemError(code: code)
    }
  }

  /// Two ends of a connection: unlike with a pipe, writing where nobody reads is an error and no signal.
  private static func sockets(
    _ flags: __socket_type = __socket_type(0)
  ) throws(SystemError) -> (own: Int32, other: Int32) {
    var ends: [Int32] = [-1, -1]
    let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | flags.rawValue
    guard socketpair(AF_UNIX, Int32(kind), 0, &ends) == 0 else { throw SystemError(code: errno) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ program: String, _ arguments: [String], input: Int32, errors: Int32, _ process: inout pid_t
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] =
      ([program] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    return posix_spawnp(&process, program, &actions, nil, &words, environ)
  }

  deinit {
    if result == nil {
      kill(process, SIGKILL)
      _ = end()
    }
    if input >= 0 { close(input) }
    close(errors)
  }

  /// Sends all of it; false when the program takes no more.
  func send(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = Glibc.send(input, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// Ends its input and waits for its end.
  func end() -> Result {
    if let result { return result }
    close(input)
    input = -1
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    let result = Result(
      status: signal == 0 ? status >> 8 & 0xff : 128 + signal, complaints: readErrors())
    self.result = result
    return result
  }

  private func readErrors() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(errors, &bytes, bytes.count)
    return Array(bytes.prefix(max(count, 0)))
  }
}
