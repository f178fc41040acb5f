import Glibc

/// How much memory this process may still take. Swift ends a process that is refused memory, so what
/// may be large is asked for here first.
public enum FreeMemory {
  /// What the machine, its container and the limits of the process leave, in bytes.
  ///
  /// - Parameter reserved: bytes of address space that will be taken, but hardly used.
  public static func bytes(besides reserved: Int = 0) -> Int {
    let most = min([machine, container].compactMap { $0 }.min() ?? .max, addressSpace)
    return max(mappable(upTo: most + reserved) - reserved, 0)
  }

  /// More than any process has.
  private static let addressSpace = 1 << 46

  /// Memory that the machine can give without taking it from others.
  private static var machine: Int? {
    let line = text(of: "/proc/meminfo")?.split(separator: "\n")
      .first { $0.hasPrefix("MemAvailable:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }

  private static var container: Int? {
    guard let most = number(in: "/sys/fs/cgroup/memory.max"),
      let used = number(in: "/sys/fs/cgroup/memory.current")
    else { return nil }
    return max(most - used, 0)
  }

  /// The largest piece of address space, up to `limit`, that the system grants, exact to 1 MiB. That
  /// knows of every limit of the process (`ulimit -v`, `ulimit -d`, strict accounting), and of what
  /// it has taken already.
  static func mappable(upTo limit: Int) -> Int {
    func isGranted(_ bytes: Int) -> Bool {
      guard bytes > 0 else { return true }
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
      guard let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0),
        start != MAP_FAILED
      else { return false }
      munmap(start, bytes)
      return true
    }
    if isGranted(limit) { return limit }
    var (granted, refused) = (0, limit)
    while refused - granted > 1 << 20 {
      let middle = granted + (refused - granted) / 2
      if isGranted(middle) { granted = middle } else { refused = middle }
    }
    return granted
  }

  private static func number(in path: String) -> Int? {
    text(of: path).flatMap { Int($0.split(separator: "\n").first ?? "") }
  }

  /// Files of the kernel say that they are empty, so the size is no guide.
  private static func text(of path: String) -> String? {
    let system = FileSystem.posix
    guard let descriptor = try? system.open(path, O_RDONLY) else { return nil }
    defer { try? system.close(descriptor) }
    return (try? system.readAll(from: descriptor, upTo: 4096)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}

extension FreeMemory {
  /// For people: 1.5 GiB, 300 MiB.
  public static func text(_ bytes: Int) -> String {
    bytes >= 10 << 30 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
  }
}
