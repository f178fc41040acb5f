import EvoFiles
import EvoProtobuf
import EvoRun

/// What event files say, read without the code that wrote the messages.
struct EventLog {
  struct Event {
    var step = 0
    var scalars: [(tag: String, value: Float)] = []
    /// The PNG of each picture.
    var pictures: [(tag: String, png: [UInt8])] = []
    /// Tags of what is neither a number nor a picture.
    var others: [String] = []
    var isRestart = false
  }

  private(set) var events: [Event] = []

  /// The events of one file.
  init(_ path: String) throws {
    var rest = try FileSystem.posix.readFile(path, limit: 1 << 24)[...]
    while case .whole(let contents, let size) = EventRecord.first(of: rest) {
      events.append(Self.event(contents))
      rest = rest.dropFirst(size)
    }
  }

  /// Names of the event files of a run, in their order.
  static func names(in run: String) throws -> [String] {
    try FileSystem.posix.names(in: run).filter { $0.contains("tfevents") }
  }

  /// The events of all files of a run.
  init(run: String) throws {
    events = try Self.names(in: run).flatMap { try EventLog("\(run)/\($0)").events }
  }

  /// The value of a tag at each step.
  func values(_ tag: String) -> [Int: Float] {
    let pairs = events.flatMap { event in
      event.scalars.filter { $0.tag == tag }.map { (event.step, $0.value) }
    }
    return Dictionary(pairs) { $1 }
  }

  /// Every number but times, a line each.
  var lines: String {
    events.flatMap { event in
      event.scalars.filter {
        !["time/seconds", "time/env_steps_per_second", "time/idle_share"].contains($0.tag)
      }
      .map { "\(event.step) \($0.tag) \($0.value)\n" }
    }.joined()
  }

  private static func event(_ bytes: ArraySlice<UInt8>) -> Event {
    var event = Event()
    for (field, value) in ProtobufReader(bytes) {
      switch (field, value) {
      case (2, .varint(let step)): event.step = Int(step)
      case (5, .bytes(let summary)):
        for case (1, .bytes(let value)) in ProtobufReader(summary) { add(value, to: &event) }
      case (7, .bytes(let log)):
        event.isRestart = Array(ProtobufReader(log)).first.map { $0 == (1, .varint(1)) } ?? false
      default: continue
      }
    }
    return event
  }

  private static func add(_ bytes: ArraySlice<UInt8>, to event: inout Event) {
    var tag = ""
    for (field, value) in ProtobufReader(bytes) {
      switch (field, value) {
      case (1, .bytes(let name)): tag = String(decoding: name, as: UTF8.self)
      case (2, .fixed32(let bits)): event.scalars.append((tag, Float(bitPattern: bits)))
      case (4, .bytes(let image)):
        for case (4, .bytes(let png)) in ProtobufReader(image) {
          event.pictures.append((tag, Array(png)))
        }
      case (9, _): event.others.append(tag)
      default: continue
      }
    }
  }
}
