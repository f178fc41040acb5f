import CZlib
import EvoFiles

/// Reads what gzip wrote.
enum Gzip {
  /// Why bytes could not be unpacked.
  enum Failure: Error, Equatable {
    case damaged
    /// The end of the stream is missing.
    case truncated
    case noMemory(need: Int, available: Int)
  }

  static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// The first `limit` bytes of the contents, or all of them where there are fewer; nothing is
  /// allocated beyond that, whatever the stream claims. Several members one after the other, as `cat`
  /// and parallel compressors make them, are one text; zeros behind the last are padding.
  static func inflate(_ bytes: [UInt8], upTo limit: Int) throws(Failure) -> [UInt8] {
    var stream = z_stream()
    // 16 more than the largest window: gzip, and nothing else.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, size) == Z_OK else { throw .damaged }
    defer { inflateEnd(&stream) }
    var output: [UInt8] = []
    var status = Z_OK
    var position = 0
    // zlib counts in 32 bits, so both sides go in pieces.
    let piece = 1 << 20
    while status == Z_OK, output.count < limit {
      let taken = bytes[position..<min(position + piece, bytes.count)]
      let room = min(piece, limit - output.count)
      var left = (input: 0, output: 0)
      let part = [UInt8](unsafeUninitializedCapacity: room) { target, count in
        taken.withUnsafeBufferPointer { source in
          stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
          stream.avail_in = UInt32(source.count)
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(room)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          left = (Int(stream.avail_in), Int(stream.avail_out))
        }
        count = room - left.output
      }
      position += taken.count - left.input
      if output.count + part.count > output.capacity { try grow(&output) }
      output += part
      if status == Z_STREAM_END, position < bytes.count {
        let rest = bytes[position...]
        if rest.allSatisfy({ $0 == 0 }) { break }
        guard isCompressed(Array(rest.prefix(2))) else { throw .damaged }
        status = inflateReset(&stream)
      }
      if status == Z_BUF_ERROR || (status == Z_OK && position == bytes.count && left.output > 0) {
        throw .truncated
      }
    }
    guard status == Z_OK || status == Z_STREAM_END else { throw .damaged }
    return output
  }

  /// Doubles the room of an array, which is then there twice for a moment.
  private static func grow(_ output: inout [UInt8]) throws(Failure) {
    let room = max(2 * output.capacity, 1 << 20)
    let available = FreeMemory.bytes()
    guard room <= available else { throw .noMemory(need: room, available: available) }
    output.reserveCapacity(room)
  }
}
