/// One record of an event file, in the framing of TFRecord files: the length in 8 bytes, its checksum, the
/// contents, and their checksum.
package enum EventRecord {
  /// No record that is written comes near it; a length beyond it is damage.
  static let largest = 1 << 26

  private static let head = 12
  private static let tail = 4

  package static func framed(_ contents: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head + contents.count + tail)
    bytes.append(littleEndian: UInt64(contents.count))
    bytes.append(littleEndian: CRC32C.masked(bytes[...]))
    bytes += contents
    bytes.append(littleEndian: CRC32C.masked(contents[...]))
    return bytes
  }

  /// What stands at the beginning of some bytes.
  package enum Found: Equatable {
    /// The contents of a record, and how many bytes the record has.
    case whole(ArraySlice<UInt8>, size: Int)
    /// The first part of a record, perhaps.
    case part
    case damage
  }

  package static func first(of bytes: ArraySlice<UInt8>) -> Found {
    guard bytes.count >= head else { return .part }
    let length = bytes.prefix(8)
    guard CRC32C.masked(length) == bytes.littleEndian(UInt32.self, at: 8),
      let count = Int(exactly: bytes.littleEndian(UInt64.self, at: 0)), count <= largest
    else { return .damage }
    guard bytes.count >= head + count + tail else { return .part }
    let contents = bytes.dropFirst(head).prefix(count)
    guard CRC32C.masked(contents) == bytes.littleEndian(UInt32.self, at: head + count) else {
      return .damage
    }
    return .whole(contents, size: head + count + tail)
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func littleEndian<Value: FixedWidthInteger>(_: Value.Type, at offset: Int) -> Value {
    dropFirst(offset).prefix(Value.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Value($1) }
  }
}
