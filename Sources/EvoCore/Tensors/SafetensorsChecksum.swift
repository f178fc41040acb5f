/// A 64-bit hash that notices damage: bit rot, torn writes, edits. It is no defense against forgery.
///
/// Each 8-byte little-endian word w, the last one padded with zero bytes, is folded in by
///
///     h = (h ^ w) * 0x9E3779B97F4A7C15 mod 2^64;  h = h ^ (h >> 32)
///
/// starting at h = 0xCBF29CE484222325. Every step is a bijection of h, so a change of any single word always changes
/// the result; the shift carries high bits down, which multiplication alone never does.
struct ContentHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func combine(_ word: UInt64) {
    value = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
    value ^= value >> 32
  }

  /// The number of bytes as one word, then the bytes: neighbors cannot trade a byte unnoticed.
  mutating func combine(_ bytes: UnsafeRawBufferPointer) {
    combine(UInt64(bytes.count))
    let whole = bytes.count / 8 * 8
    for offset in stride(from: 0, to: whole, by: 8) {
      combine(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
    if whole < bytes.count {
      var last: UInt64 = 0
      withUnsafeMutableBytes(of: &last) {
        $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[whole...]))
      }
      combine(last)
    }
  }

  mutating func combine(_ text: String) {
    Array(text.utf8).withUnsafeBytes { combine($0) }
  }
}

extension TensorFile {
  /// The hash of all contents as 16 hexadecimal digits.
  ///
  /// It covers the number of metadata pairs, the pairs sorted by key (key, value), and the tensors
  /// sorted by name (name, dtype, number of dimensions, dimensions, bytes), strings as UTF-8 and
  /// sorted by their bytes. Layout does not enter, so a tool that copies tensors and metadata
  /// keeps it valid.
  var checksum: String {
    var hash = ContentHash()
    let pairs = metadata.filter { $0.key != Self.checksumKey }
      .sorted { precedesBytewise($0.key, $1.key) }
    hash.combine(UInt64(pairs.count))
    for (key, value) in pairs {
      hash.combine(key)
      hash.combine(value)
    }
    for name in names.sorted(by: precedesBytewise) {
      guard let tensor = self[name] else { continue }
      hash.combine(name)
      hash.combine(tensor.type.rawValue)
      hash.combine(UInt64(tensor.shape.count))
      for extent in tensor.shape { hash.combine(UInt64(extent)) }
      tensor.bytes.withUnsafeBytes { hash.combine($0) }
    }
    let digits = String(hash.value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The order of the UTF-8 bytes, which any language can reproduce.
func precedesBytewise(_ left: String, _ right: String) -> Bool {
  left.utf8.lexicographicallyPrecedes(right.utf8)
}
