/// An array in the format of numpy's .npy files (NEP 1), version 1.0.
struct NumpyArray {
  /// The file.
  let bytes: [UInt8]

  init(_ values: [Float], shape: [Int]) { self.init("<f4", shape, values.map(\.bitPattern)) }
  init(_ values: [Int64]) { self.init("<i8", [values.count], values) }
  init(_ values: [UInt64]) { self.init("<u8", [values.count], values) }
  init(_ values: [Bool]) { self.init("|b1", [values.count], values.map { UInt8($0 ? 1 : 0) }) }

  private init<Value: FixedWidthInteger & BitwiseCopyable>(
    _ type: String, _ shape: [Int], _ values: [Value]
  ) {
    // A tuple of one has a comma behind it.
    let sizes = shape.map { "\($0)," }.joined(separator: " ")
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sizes)), }"
    let head = 10
    // The numbers begin at a multiple of 64, after a line end.
    let padding = 63 - (head + text.utf8.count) % 64
    let header = text + String(repeating: " ", count: padding) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += [UInt8(header.utf8.count & 0xff), UInt8(header.utf8.count >> 8)]
    bytes += header.utf8
    bytes += values.map(\.littleEndian).withUnsafeBytes(Array.init)
    self.bytes = bytes
  }
}
