/// The fields of a message in the wire format of Protocol Buffers, one after the other; the end, or nil,
/// where the bytes are none.
///
/// It knows nothing of any schema: what a field means is the business of who reads it.
public struct ProtobufReader: Sequence, IteratorProtocol {
  /// What a field holds, as far as that can be seen without a schema.
  public enum Value: Equatable, Sendable {
    /// A whole number; of a negative one the two's complement.
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    /// A text, bytes or a message.
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>
  /// Whether reading ended at something that is no field.
  public private(set) var isDamaged = false

  public init(_ bytes: some Collection<UInt8>) { rest = Array(bytes)[...] }

  public mutating func next() -> (field: Int, value: Value)? {
    guard !rest.isEmpty, !isDamaged else { return nil }
    guard let key = varint(), key >> 3 > 0, key >> 3 <= 1 << 29, let value = value(type: key & 7)
    else {
      isDamaged = true
      return nil
    }
    return (Int(key >> 3), value)
  }

  private mutating func value(type: UInt64) -> Value? {
    switch type {
    case 0: varint().map { .varint($0) }
    case 1: fixed(8).map { .fixed64($0) }
    case 2: varint().flatMap { Int(exactly: $0) }.flatMap { take($0) }.map { .bytes($0) }
    case 5: fixed(4).map { .fixed32(UInt32(truncatingIfNeeded: $0)) }
    default: nil
    }
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  private mutating func varint() -> UInt64? {
    var result: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      result |= UInt64(byte & 0x7f) << UInt64(shift)
      if byte < 0x80 { return result }
    }
    return nil
  }

  private mutating func fixed(_ count: Int) -> UInt64? {
    take(count)?.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
