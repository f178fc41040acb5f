import EvoProtobuf
import Testing

@Suite("Reading Protocol Buffers")
struct ProtobufReaderTests {
  @Test("what was written is read again, field by field")
  func roundTrip() {
    var inner = ProtobufMessage()
    inner.add(1, "text")
    var message = ProtobufMessage()
    message.add(1, Int64(-3))
    message.add(2, Float(1.5))
    message.add(3, 2.5)
    message.add(300, inner)
    let fields = Array(ProtobufReader(message.bytes))
    #expect(fields.map(\.field) == [1, 2, 3, 300])
    #expect(
      fields.map(\.value) == [
        .varint(UInt64(bitPattern: -3)), .fixed32(Float(1.5).bitPattern),
        .fixed64(2.5.bitPattern), .bytes(inner.bytes[...]),
      ])
  }

  @Test(
    "bytes that end too early, or hold what no message has, are damage and not a trap",
    arguments: [
      [0x08], [0x08, 0x80], [0x12, 5, 1], [0x0d, 1, 2, 3], [0x09, 1], [0x0b], [0x00, 1],
      [0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      [UInt8](repeating: 0xff, count: 12),
    ] as [[UInt8]])
  func damage(_ bytes: [UInt8]) {
    var reader = ProtobufReader(bytes)
    while reader.next() != nil {}
    #expect(reader.isDamaged)
  }
}
