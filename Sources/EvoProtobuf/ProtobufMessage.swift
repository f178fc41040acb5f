/// A message in the wire format of Protocol Buffers: the bytes of its fields, in the order in which they
/// were added.
///
/// Who writes a format of others (an ONNX model, an event file) needs no more of that format than the
/// numbers of its fields, so there is neither a schema nor generated code here.
/// <https://protobuf.dev/programming-guides/encoding/> is what this follows.
public struct ProtobufMessage: Sendable, Equatable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// What follows the number of a field.
  private enum WireType: UInt64 {
    case varint = 0
    case fixed64 = 1
    case lengthDelimited = 2
    case fixed32 = 5
  }

  /// A field of the types `int32`, `int64`, `bool` and of enumerations.
  public mutating func add(_ field: Int, _ value: Int64) {
    begin(field, .varint)
    append(varint: UInt64(bitPattern: value))
  }

  /// A field of the type `float`.
  public mutating func add(_ field: Int, _ value: Float) {
    begin(field, .fixed32)
    append(littleEndian: value.bitPattern)
  }

  /// A field of the type `double`.
  public mutating func add(_ field: Int, _ value: Double) {
    begin(field, .fixed64)
    append(littleEndian: value.bitPattern)
  }

  /// A field of the type `string`.
  public mutating func add(_ field: Int, _ value: String) { add(field, Array(value.utf8)) }

  /// A field whose type is another message.
  public mutating func add(_ field: Int, _ value: ProtobufMessage) { add(field, value.bytes) }

  /// A field of the type `bytes`.
  public mutating func add(_ field: Int, _ value: [UInt8]) {
    begin(field, .lengthDelimited)
    append(varint: UInt64(value.count))
    bytes += value
  }

  private mutating func begin(_ field: Int, _ type: WireType) {
    append(varint: UInt64(field) << 3 | type.rawValue)
  }

  /// Seven bits in a byte, the lowest first; the highest bit says that another byte follows.
  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest > 0x7f {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(littleEndian value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
