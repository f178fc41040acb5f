import EvoFiles
import EvoRun
import Testing

@Suite("Records of event files")
struct EventRecordTests {
  /// What TensorBoard's `RecordWriter` writes for "hello" and for nothing.
  private static let golden: [UInt8] = [
    0x05, 0, 0, 0, 0, 0, 0, 0, 0xea, 0xb2, 0x04, 0x3e, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0xbb, 0x1f,
    0x1c, 0x19, 0, 0, 0, 0, 0, 0, 0, 0, 0x29, 0x03, 0x98, 0x07, 0xd8, 0xea, 0x82, 0xa2,
  ]

  @Test("the checksum is CRC-32C")
  func checksum() {
    #expect(CRC32C.checksum(Array("123456789".utf8)[...]) == 0xe306_9283)
    // RFC 3720, B.4
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)[...]) == 0x8a91_36aa)
  }

  @Test("a record is framed as TensorBoard frames it, and found again")
  func framing() {
    #expect(EventRecord.framed(Array("hello".utf8)) + EventRecord.framed([]) == Self.golden)
    #expect(EventRecord.first(of: Self.golden[...]) == .whole(Array("hello".utf8)[...], size: 21))
    #expect(EventRecord.first(of: Self.golden.dropFirst(21)) == .whole([], size: 16))
  }

  @Test("the first bytes of a record are a part of it, and every flipped bit is damage")
  func damage() {
    for count in 0..<21 { #expect(EventRecord.first(of: Self.golden.prefix(count)) == .part) }
    for bit in 0..<(8 * 21) {
      var bytes = Self.golden
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(EventRecord.first(of: bytes[...]) == .damage, "bit \(bit)")
    }
  }
}
