import EvoProtobuf

/// One event of an event file, of the fields that TensorBoard reads:
/// `tensorboard/compat/proto/event.proto` and `summary.proto` have their numbers.
struct EventMessage {
  /// Environment steps.
  let step: Int
  /// Seconds since 1970.
  let time: Double
  private var summary = ProtobufMessage()
  private var rest = ProtobufMessage()

  init(step: Int, time: Double) {
    self.step = step
    self.time = time
  }

  /// What every file begins with.
  static func fileVersion(time: Double) -> EventMessage {
    var event = EventMessage(step: 0, time: time)
    event.rest.add(3, "brain.Event:2")
    return event
  }

  /// Says that a run goes on here: of what earlier files hold, TensorBoard forgets this step and
  /// everything beyond it.
  static func restart(step: Int, time: Double) -> EventMessage {
    var log = ProtobufMessage()
    // SessionLog.START
    log.add(1, Int64(1))
    var event = EventMessage(step: step, time: time)
    event.rest.add(7, log)
    return event
  }

  /// A number, as the `simple_value` that readers of every age know.
  mutating func add(scalar value: Float, tag: String) { add(tag) { $0.add(2, value) } }

  mutating func add(png: [UInt8], width: Int, height: Int, tag: String) {
    var image = ProtobufMessage()
    image.add(1, Int64(height))
    image.add(2, Int64(width))
    // RGB
    image.add(3, Int64(3))
    image.add(4, png)
    add(tag) { $0.add(4, image) }
  }

  /// A text in Markdown.
  mutating func add(markdown: String, tag: String) {
    var tensor = ProtobufMessage()
    // DT_STRING
    tensor.add(1, Int64(7))
    tensor.add(8, markdown)
    add(tag) {
      $0.add(8, tensor)
      $0.add(9, Self.metadata(plugin: "text"))
    }
  }

  /// What a plugin of TensorBoard reads and nobody else.
  mutating func add(content: ProtobufMessage, of plugin: String, tag: String) {
    add(tag) { $0.add(9, Self.metadata(plugin: plugin, content: content)) }
  }

  private static func metadata(
    plugin name: String, content: ProtobufMessage? = nil
  ) -> ProtobufMessage {
    var plugin = ProtobufMessage()
    plugin.add(1, name)
    if let content { plugin.add(2, content) }
    var metadata = ProtobufMessage()
    metadata.add(1, plugin)
    return metadata
  }

  private mutating func add(_ tag: String, _ fill: (inout ProtobufMessage) -> Void) {
    var value = ProtobufMessage()
    value.add(1, tag)
    fill(&value)
    summary.add(1, value)
  }

  /// The event as a record of a file.
  var record: [UInt8] {
    var event = ProtobufMessage()
    event.add(1, time)
    event.add(2, Int64(step))
    if !summary.bytes.isEmpty { event.add(5, summary) }
    return EventRecord.framed(event.bytes + rest.bytes)
  }

  /// What is read again of an event: its step, and whether it holds any values; nil where the bytes are
  /// no event.
  static func heading(of event: ArraySlice<UInt8>) -> (step: Int, hasValues: Bool)? {
    var reader = ProtobufReader(event)
    // A step of 0 need not be there.
    var heading = (step: 0, hasValues: false)
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (2, .varint(let number)):
        guard let step = Int(exactly: number) else { return nil }
        heading.step = step
      case (5, .bytes): heading.hasValues = true
      default: continue
      }
    }
    return reader.isDamaged ? nil : heading
  }
}
