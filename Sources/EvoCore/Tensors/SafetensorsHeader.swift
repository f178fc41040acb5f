/// What the JSON header of a safetensors file says, before its numbers are held against the data.
struct SafetensorsHeader {
  struct Entry {
    var name: String
    var type: TensorType
    var shape: [Int]
    /// Bytes from the start of the data.
    var begin: Int
    var end: Int
  }

  var metadata: [String: String] = [:]
  /// In the order of the text; no two have the same name.
  var entries: [Entry] = []
}

/// Reads the header's text: strict JSON (RFC 8259) of exactly the format's form.
///
/// A general JSON reader would build a tree first and would have to bound its depth. This one knows
/// what must come next, so it never recurses, and what it builds is smaller than a small multiple
/// of the text.
struct SafetensorsHeaderParser {
  private static let dimensionLimit = 32

  let file: String
  let bytes: [UInt8]
  let end: Int
  var position: Int

  /// `range` is where the header lies in `bytes`, the whole file.
  init(file: String, bytes: [UInt8], range: Range<Int>) {
    self.file = file
    self.bytes = bytes
    self.position = range.lowerBound
    self.end = range.upperBound
  }

  mutating func parse() throws(SafetensorsError) -> SafetensorsHeader {
    var header = SafetensorsHeader()
    var seen: Set<String> = []
    try parseObject { (parser, name) throws(SafetensorsError) in
      guard seen.insert(name).inserted else { throw parser.error(.duplicateTensor(name)) }
      if name == TensorFile.metadataName {
        header.metadata = try parser.parseMetadata()
      } else {
        header.entries.append(try parser.parseEntry(name))
      }
    }
    skipSpace()
    guard position == end else { throw syntaxError("the end of the header") }
    return header
  }

  private mutating func parseMetadata() throws(SafetensorsError) -> [String: String] {
    var metadata: [String: String] = [:]
    try parseObject { (parser, key) throws(SafetensorsError) in
      let value = try parser.parseString("a string in quotes")
      guard metadata.updateValue(value, forKey: key) == nil else {
        throw parser.error(.duplicateKey(key, tensor: TensorFile.metadataName))
      }
    }
    return metadata
  }

  private mutating func parseEntry(
    _ name: String
  ) throws(SafetensorsError) -> SafetensorsHeader.Entry {
    var type: TensorType?
    var shape: [Int]?
    var offsets: [Int]?
    try parseObject { (parser, key) throws(SafetensorsError) in
      let isRepeated: Bool
      switch key {
      case "dtype":
        isRepeated = type != nil
        type = try parser.parseType(tensor: name)
      case "shape":
        isRepeated = shape != nil
        shape = try parser.parseNumbers(tensor: name, key: key)
      case "data_offsets":
        isRepeated = offsets != nil
        offsets = try parser.parseNumbers(tensor: name, key: key)
      default: throw parser.error(.unknownKey(key, tensor: name))
      }
      guard !isRepeated else { throw parser.error(.duplicateKey(key, tensor: name)) }
    }
    guard let type else { throw error(.missingKey("dtype", tensor: name)) }
    guard let shape else { throw error(.missingKey("shape", tensor: name)) }
    guard let offsets else { throw error(.missingKey("data_offsets", tensor: name)) }
    guard offsets.count == 2 else { throw error(.notTwoOffsets(tensor: name, found: offsets)) }
    return SafetensorsHeader.Entry(
      name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private mutating func parseType(tensor: String) throws(SafetensorsError) -> TensorType {
    let text = try parseString("a dtype in quotes")
    guard let type = TensorType(rawValue: text) else {
      throw error(.unknownType(tensor: tensor, found: text))
    }
    return type
  }

  private mutating func parseNumbers(
    tensor: String, key: String
  ) throws(SafetensorsError) -> [Int] {
    try expect("[", or: "'['")
    var numbers: [Int] = []
    if skip("]") { return numbers }
    repeat {
      guard numbers.count < Self.dimensionLimit else {
        throw error(.tooManyDimensions(tensor: tensor, limit: Self.dimensionLimit))
      }
      numbers.append(try parseWholeNumber(tensor: tensor, key: key))
    } while skip(",")
    try expect("]", or: "',' or ']'")
    return numbers
  }

  private mutating func parseWholeNumber(
    tensor: String, key: String
  ) throws(SafetensorsError) -> Int {
    skipSpace()
    let start = position
    while position < end, "0123456789+-.eE".utf8.contains(bytes[position]) { position += 1 }
    guard start < position else { throw syntaxError("a whole number") }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let isPlain =
      text == "0" || (text.first != "0" && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") })
    guard isPlain, let number = Int(text), number >= 0 else {
      throw error(.notAWholeNumber(tensor: tensor, key: key, found: text))
    }
    return number
  }
}
