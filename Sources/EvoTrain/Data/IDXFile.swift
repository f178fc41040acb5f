import EvoFiles

/// An array of bytes in the IDX format of the MNIST files: two zeros, the element type, the number
/// of dimensions, the dimensions as big-endian 32-bit numbers, and the elements, the last dimension
/// varying fastest. See http://yann.lecun.com/exdb/mnist.
struct IDXFile: Equatable {
  /// The path that was read.
  let file: String
  let shape: [Int]
  let bytes: [UInt8]

  /// The most bytes that an array may have, four times what any data set of the family needs.
  static let sizeLimit = 1 << 30
  private static let byteType: UInt8 = 8

  /// Reads `name` or `name.gz` in a folder; `nil` where there is neither.
  init?(named name: String, in folder: String, of fileSystem: FileSystem) throws {
    let names = Set((try? fileSystem.names(in: folder)) ?? [])
    guard let found = [name, name + ".gz"].first(where: names.contains) else { return nil }
    let path = "\(folder)/\(found)"
    try self.init(fileSystem.readFile(path, limit: Self.sizeLimit, copies: 3), file: path)
  }

  /// - Parameter contents: plain or compressed.
  init(_ contents: [UInt8], file: String) throws(DatasetError) {
    self.file = file
    let isCompressed = Gzip.isCompressed(contents)
    func prefix(_ count: Int) throws(DatasetError) -> [UInt8] {
      guard isCompressed else { return Array(contents.prefix(count)) }
      do { return try Gzip.inflate(contents, upTo: count) } catch {
        throw DatasetError(error, file: file)
      }
    }
    let magic = try prefix(4)
    guard magic.count == 4, magic[0] == 0, magic[1] == 0 else {
      throw .notIDX(file: file, found: magic)
    }
    guard magic[2] == Self.byteType else {
      throw .otherElements(file: file, type: magic[2])
    }
    let headerLength = 4 + 4 * Int(magic[3])
    let header = try prefix(headerLength)
    guard magic[3] > 0 else {
      throw .otherShape(file: file, found: [], expected: "at least one dimension")
    }
    guard header.count == headerLength else {
      throw .otherLength(
        file: file, found: header.count, expected: headerLength, isCompressed: isCompressed)
    }
    shape = (1...Int(magic[3])).map { dimension in
      header[4 * dimension..<4 * dimension + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = 1
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow, product <= Self.sizeLimit else {
        throw .tooLarge(file: file, shape: shape, limit: Self.sizeLimit)
      }
      count = product
    }
    // Unpacked they grow in an array of twice the size, and are copied once.
    try DatasetError.requireMemory(3 * count, for: file)
    // One byte more than there should be shows whether there are too many.
    let all = try prefix(headerLength + count + 1)
    guard all.count == headerLength + count else {
      throw .otherLength(
        file: file, found: all.count, expected: headerLength + count, isCompressed: isCompressed)
    }
    bytes = Array(all[headerLength...])
  }
}
