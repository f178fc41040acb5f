extension TensorFile {
  /// The longest header that the reference implementation accepts.
  static let headerLimit = 100_000_000

  /// Reads the bytes of a safetensors file, trusting none of them.
  ///
  /// As strict as the reference implementation and stricter: the data must be covered without gap or
  /// overlap, names are unique, and a checksum in the metadata must match. Nothing is allocated
  /// before the bytes it is for have been seen.
  ///
  /// - Parameters:
  ///   - source: the path, for messages.
  ///   - requiringChecksum: refuse a file without one. Files of other tools have none.
  public init(
    decoding bytes: [UInt8], source: String, requiringChecksum: Bool = false
  ) throws(SafetensorsError) {
    self.init(source: source)
    guard bytes.count >= 8 else {
      throw SafetensorsError(source, .tooShort(bytes: bytes.count))
    }
    let headerBytes = bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    guard headerBytes <= Self.headerLimit else {
      throw SafetensorsError(
        source, .headerTooLong(bytes: headerBytes, limit: Self.headerLimit))
    }
    let dataStart = 8 + Int(headerBytes)
    guard dataStart <= bytes.count else {
      throw SafetensorsError(
        source, .headerBeyondFile(headerBytes: headerBytes, fileBytes: bytes.count))
    }
    var parser = SafetensorsHeaderParser(file: source, bytes: bytes, range: 8..<dataStart)
    let header = try parser.parse()
    try Self.check(header.entries, cover: bytes.count - dataStart, source: source)

    for entry in header.entries {
      self[entry.name] = Tensor(
        type: entry.type, shape: entry.shape,
        bytes: Array(bytes[dataStart + entry.begin..<dataStart + entry.end]))
    }
    metadata = header.metadata
    guard let written = metadata.removeValue(forKey: Self.checksumKey) else {
      if requiringChecksum { throw SafetensorsError(source, .noChecksum) }
      return
    }
    let computed = checksum
    guard written == computed else {
      throw SafetensorsError(source, .damaged(written: written, computed: computed))
    }
  }

  /// Holds every tensor's span against its shape, and all spans together against the data.
  private static func check(
    _ entries: [SafetensorsHeader.Entry], cover dataBytes: Int, source: String
  ) throws(SafetensorsError) {
    for entry in entries {
      guard entry.begin <= entry.end else {
        throw SafetensorsError(
          source, .reversedOffsets(tensor: entry.name, begin: entry.begin, end: entry.end))
      }
      var size = entry.type.size
      for extent in entry.shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: extent)
        guard !overflow else {
          throw SafetensorsError(source, .sizeOverflow(tensor: entry.name, shape: entry.shape))
        }
        size = product
      }
      guard entry.end - entry.begin == size else {
        throw SafetensorsError(
          source,
          .wrongSize(
            tensor: entry.name, shape: entry.shape, type: entry.type,
            found: entry.end - entry.begin, expected: size))
      }
    }
    var covered = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard entry.begin <= covered else {
        throw SafetensorsError(
          source, .gap(tensor: entry.name, begin: entry.begin, previousEnd: covered))
      }
      guard entry.begin == covered else {
        throw SafetensorsError(
          source, .overlap(tensor: entry.name, begin: entry.begin, previousEnd: covered))
      }
      guard entry.end <= dataBytes else {
        throw SafetensorsError(
          source, .truncated(tensor: entry.name, end: entry.end, dataBytes: dataBytes))
      }
      covered = entry.end
    }
    guard covered == dataBytes else {
      throw SafetensorsError(source, .trailingBytes(dataBytes: dataBytes, used: covered))
    }
  }
}
