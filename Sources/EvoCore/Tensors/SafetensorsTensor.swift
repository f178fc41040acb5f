/// The element types that a tensor on disk may have, by their safetensors names.
public enum TensorType: String, Sendable, CaseIterable {
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"
  case int32 = "I32"
  case uint8 = "U8"

  /// Bytes per element.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32: 4
    case .uint8: 1
    }
  }
}

/// A Swift type whose values can be the elements of a tensor.
public protocol TensorElement: BitwiseCopyable, Sendable {
  static var tensorType: TensorType { get }
}

extension Float: TensorElement { public static var tensorType: TensorType { .float32 } }
extension Double: TensorElement { public static var tensorType: TensorType { .float64 } }
extension Int64: TensorElement { public static var tensorType: TensorType { .int64 } }
extension UInt64: TensorElement { public static var tensorType: TensorType { .uint64 } }
extension Int32: TensorElement { public static var tensorType: TensorType { .int32 } }
extension UInt8: TensorElement { public static var tensorType: TensorType { .uint8 } }

/// An array of numbers with a shape, kept as the bytes it has on disk: row-major, little-endian.
///
/// Two tensors are equal when type, shape and every bit are: NaNs and signed zeros survive.
public struct Tensor: Sendable, Equatable {
  public let type: TensorType
  /// The extent of each dimension, slowest first; empty for a single number.
  public let shape: [Int]
  public let bytes: [UInt8]

  /// `values` in row-major order; without a shape, one dimension of `values.count`.
  public init<Element: TensorElement>(_ values: [Element], shape: [Int]? = nil) {
    let shape = shape ?? [values.count]
    precondition(
      shape.reduce(1, *) == values.count,
      "\(values.count) values do not fill a tensor of shape \(shape)")
    self.init(type: Element.tensorType, shape: shape, bytes: values.withUnsafeBytes(Array.init))
  }

  /// `bytes.count` must be what type and shape ask for.
  init(type: TensorType, shape: [Int], bytes: [UInt8]) {
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// The elements in row-major order, or nil when the tensor holds another type.
  public func values<Element: TensorElement>(as _: Element.Type = Element.self) -> [Element]? {
    guard type == Element.tensorType else { return nil }
    let count = bytes.count / type.size
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
      initialized = count
    }
  }
}

#if _endian(big)
  #error("tensors are little-endian on disk and are copied as they lie in memory")
#endif
