import CZlib
import EvoFiles

/// Files in one file, as PKWARE's APPNOTE.TXT has it: each with its name in front, and a directory of them
/// at the end. The same files give the same bytes: all are of the first day that the format knows.
struct ZipArchive {
  /// How much all files may hold together, so that four bytes hold every size and place, deflated or not.
  static let largest = 2 << 30

  private var contents: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// - Throws: `TraceError.noMemory`.
  mutating func add(_ name: String, _ file: [UInt8]) throws(TraceError) {
    let packed = try Self.deflated(file)
    // What both headers say: version 2.0, no flags, deflate, midnight of 1980-01-01.
    var common: [UInt8] = []
    common.append(20, 0, 8, 0, 0x21, as: UInt16.self)
    common.append(Self.checksum(file), packed.count, file.count, as: UInt32.self)
    common.append(name.utf8.count, 0, as: UInt16.self)

    directory.append(0x0201_4b50, as: UInt32.self)
    // Made by a program of version 2.0.
    directory.append(20, as: UInt16.self)
    directory += common
    // No comment, the first disk, no attributes.
    directory.append(0, 0, 0, as: UInt16.self)
    directory.append(0, contents.count, as: UInt32.self)
    directory += name.utf8

    contents.append(0x0403_4b50, as: UInt32.self)
    contents += common
    contents += name.utf8
    contents += packed
    count += 1
  }

  /// The archive.
  var bytes: [UInt8] {
    var end: [UInt8] = []
    end.append(0x0605_4b50, as: UInt32.self)
    // This disk, which is the first and has them all.
    end.append(0, 0, count, count, as: UInt16.self)
    end.append(directory.count, contents.count, as: UInt32.self)
    end.append(0, as: UInt16.self)
    return contents + directory + end
  }

  private static func checksum(_ bytes: [UInt8]) -> Int { Int(crc32_z(0, bytes, bytes.count)) }

  /// Deflated without any header, as an archive has it.
  private static func deflated(_ bytes: [UInt8]) throws(TraceError) -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    let status = deflateInit2_(
      &stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
    // It asks for 256 KiB, and for nothing else.
    guard status == Z_OK else {
      throw .noMemory(need: bytes.count, available: FreeMemory.bytes())
    }
    defer { deflateEnd(&stream) }
    let room = Int(deflateBound(&stream, UInt(bytes.count)))
    return [UInt8](unsafeUninitializedCapacity: room) { target, count in
      bytes.withUnsafeBufferPointer { source in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(clamping: room)
        _ = deflate(&stream, Z_FINISH)
        count = Int(stream.total_out)
      }
    }
  }
}

extension [UInt8] {
  /// Adds numbers of one width, little-endian.
  fileprivate mutating func append<Value: FixedWidthInteger>(_ values: Int..., as type: Value.Type)
  {
    for value in values {
      for shift in stride(from: 0, to: Value.bitWidth, by: 8) {
        append(UInt8(truncatingIfNeeded: value >> shift))
      }
    }
  }
}
