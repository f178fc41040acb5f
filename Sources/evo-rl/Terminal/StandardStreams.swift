import Glibc

enum StandardStreams {
  /// Opens /dev/null where standard input, output or error is closed: the next file that is opened
  /// would take its number, and what is printed would get into that file.
  static func fillGaps() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_RDONLY : O_WRONLY)
    }
  }
}
