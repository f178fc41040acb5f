import EvoFiles
import Glibc

/// A command line that stays running, in a process group of its own: a line goes in, a line comes out.
/// Ends with this value at the latest.
///
/// Writing to one that has ended must not be a signal: the program ignores SIGPIPE.
final class WorkerProcess {
  /// What came of a question.
  enum Answer {
    case line(String)
    /// It has ended, as `waitpid` says, and what it complained last.
    case ended(status: Int32, complaint: String)
    /// A line that does not end.
    case endless
  }

  private static let limit = 1 << 20

  private let process: pid_t
  private var inputEnd: Int32
  private var outputEnd: Int32
  private var errorEnd: Int32
  private var unsent: ArraySlice<UInt8> = []
  private var output: [UInt8] = []
  private var errors = LastLines()
  private var status: Int32?

  /// - Throws: the system's code, as a `SystemError`.
  init(_ line: String) throws(SystemError) {
    let pipes = try ShellProcess.pipes(3)
    var process = pid_t()
    let code = ShellProcess.spawn(
      line, input: pipes[0][0], output: pipes[1][1], errors: pipes[2][1], &process)
    for end in [pipes[0][0], pipes[1][1], pipes[2][1]] { close(end) }
    (inputEnd, outputEnd, errorEnd) = (pipes[0][1], pipes[1][0], pipes[2][0])
    for end in [inputEnd, outputEnd, errorEnd] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    self.process = process
    if code != 0 {
      status = 0
      throw SystemError(code: code)
    }
  }

  deinit {
    _ = end()
    for end in [inputEnd, outputEnd, errorEnd] where end >= 0 { close(end) }
  }

  /// Sends a line; nothing of an earlier one may be on its way.
  func ask(_ line: String) {
    unsent = (Array(line.utf8) + [UInt8(ascii: "\n")])[...]
    send()
  }

  /// The answer; nil while there is none.
  func answer() -> Answer? {
    send()
    drain()
    if let end = output.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: output[..<end], as: UTF8.self)
      output.removeFirst(end + 1)
      return .line(line)
    }
    if output.count > Self.limit { return .endless }
    guard outputEnd < 0 else { return nil }
    let status = end()
    drain()
    return .ended(status: status, complaint: String(decoding: errors.bytes, as: UTF8.self))
  }

  /// What it has said without being asked.
  var chatter: String {
    drain()
    return String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// Whether it has closed its output.
  var isOver: Bool { outputEnd < 0 }

  /// What to wait for.
  var polls: [pollfd] {
    var polls = [outputEnd, errorEnd].filter { $0 >= 0 }
      .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    if !unsent.isEmpty { polls.append(pollfd(fd: inputEnd, events: Int16(POLLOUT), revents: 0)) }
    return polls
  }

  /// Ends it with all its children.
  private func end() -> Int32 {
    if let status { return status }
    // One that has closed its output is about to end by itself: its own status says more.
    for _ in 0..<100 where outputEnd < 0 {
      if ShellProcess.hasEnded(process) { break }
      usleep(1000)
    }
    let status = ShellProcess.reap(process)
    self.status = status
    return status
  }

  private func send() {
    while !unsent.isEmpty {
      let count = unsent.withUnsafeBytes { write(inputEnd, $0.baseAddress, $0.count) }
      if count > 0 {
        unsent.removeFirst(count)
      } else if errno != EINTR {
        // Who does not read any more has ended, or will be waited for in vain.
        if errno != EAGAIN { unsent = [] }
        return
      }
    }
  }

  private func drain() {
    ShellProcess.drain(&outputEnd) { output += $0 }
    ShellProcess.drain(&errorEnd) { errors.append($0) }
  }
}
