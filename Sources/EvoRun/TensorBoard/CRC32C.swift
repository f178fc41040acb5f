/// The checksum of event files: CRC-32 with the polynomial of Castagnoli (RFC 3720, section 12.1),
/// masked as TFRecord files have it. zlib has another polynomial.
package enum CRC32C {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 0 ? 0 : 0x82f6_3b78) }
  }

  package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let result = table.withUnsafeBufferPointer { table in
      bytes.withUnsafeBufferPointer { bytes in
        bytes.reduce(UInt32.max) { value, byte in
          value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)]
        }
      }
    }
    return ~result
  }

  /// The checksum of bytes that may hold checksums themselves.
  static func masked(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    let value = checksum(bytes)
    return (value >> 15 | value << 17) &+ 0xa282_ead8
  }
}
