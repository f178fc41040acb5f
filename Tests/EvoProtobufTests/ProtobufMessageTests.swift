import EvoProtobuf
import Testing

/// The examples are those of protobuf.dev, and what Python's protobuf 4 writes for the same fields.
@Suite("Protocol Buffers")
struct ProtobufMessageTests {
  private func bytes(_ fill: (inout ProtobufMessage) -> Void) -> [UInt8] {
    var message = ProtobufMessage()
    fill(&message)
    return message.bytes
  }

  @Test("a whole number has seven bits in a byte, the lowest first")
  func varints() {
    #expect(bytes { $0.add(1, Int64(150)) } == [0x08, 0x96, 0x01])
    #expect(bytes { $0.add(1, Int64(0)) } == [0x08, 0x00])
    #expect(bytes { $0.add(1, Int64(127)) } == [0x08, 0x7f])
    #expect(bytes { $0.add(1, Int64(128)) } == [0x08, 0x80, 0x01])
  }

  @Test("a negative number has ten bytes")
  func negative() {
    #expect(bytes { $0.add(3, Int64(-1)) } == [0x18] + [UInt8](repeating: 0xff, count: 9) + [1])
  }

  @Test("a text has its length in front")
  func texts() {
    #expect(bytes { $0.add(2, "testing") } == [0x12, 7] + Array("testing".utf8))
  }

  @Test("a message in a message has its length in front")
  func nested() {
    var inner = ProtobufMessage()
    inner.add(1, Int64(150))
    #expect(bytes { $0.add(3, inner) } == [0x1a, 0x03, 0x08, 0x96, 0x01])
  }

  @Test("numbers with a fraction are little-endian")
  func fixed() {
    #expect(bytes { $0.add(2, Float(1)) } == [0x15, 0, 0, 0x80, 0x3f])
    #expect(bytes { $0.add(1, 1.0) } == [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
  }

  @Test("a number of a field above 15 takes two bytes")
  func largeFields() {
    #expect(bytes { $0.add(16, Int64(1)) } == [0x80, 0x01, 0x01])
  }
}
