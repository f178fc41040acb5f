/// Named tensors and string metadata: what one safetensors file holds.
///
/// On disk (https://huggingface.co/docs/safetensors): the header's length as 8 little-endian bytes;
/// the header, JSON `{"__metadata__": {key: string}, name: {"dtype", "shape", "data_offsets"}}`,
/// padded with spaces; the tensors' bytes, without gap or overlap. Reading is in
/// `SafetensorsReader`, writing in `SafetensorsWriter`; neither touches the disk.
public struct TensorFile: Sendable {
  /// What error messages call this file: its path, where it came from one.
  public var source: String
  /// Strings about the tensors. The key `checksum` belongs to the format: it is written and verified
  /// with the file, and never appears here.
  public var metadata: [String: String] = [:]
  /// The names of the tensors, in the order in which they were added or stand in the header.
  public private(set) var names: [String] = []
  private var tensors: [String: Tensor] = [:]

  /// The header's member that holds the metadata; no tensor can have this name.
  static let metadataName = "__metadata__"
  /// The metadata key of the checksum.
  static let checksumKey = "checksum"

  public init(source: String = "new file") {
    self.source = source
  }

  /// The tensor of that name; setting adds it at the end or replaces it in place, nil removes it.
  public subscript(name: String) -> Tensor? {
    get { tensors[name] }
    set {
      precondition(name != Self.metadataName, "\(name) is the metadata's name")
      let old = tensors.updateOrRemove(newValue, at: name)
      if old == nil, newValue != nil { names.append(name) }
      if old != nil, newValue == nil { names.removeAll { $0 == name } }
    }
  }

  /// The elements of a tensor that must be there.
  ///
  /// - Parameter shape: the shape that it must have; nil accepts any.
  /// - Throws: `missingTensor`, `wrongType` or `wrongShape`.
  public func values<Element: TensorElement>(
    _ name: String, as _: Element.Type = Element.self, shape: [Int]? = nil
  ) throws(SafetensorsError) -> [Element] {
    guard let tensor = tensors[name] else {
      throw SafetensorsError(source, .missingTensor(name, present: names))
    }
    guard let values = tensor.values(as: Element.self) else {
      throw SafetensorsError(
        source, .wrongType(tensor: name, found: tensor.type, expected: Element.tensorType))
    }
    if let shape, shape != tensor.shape {
      throw SafetensorsError(
        source, .wrongShape(tensor: name, found: tensor.shape, expected: shape))
    }
    return values
  }
}

extension TensorFile: Equatable {
  /// The same contents in the same order; where they came from does not matter.
  public static func == (left: TensorFile, right: TensorFile) -> Bool {
    left.metadata == right.metadata && left.names == right.names && left.tensors == right.tensors
  }
}

extension Dictionary {
  /// Returns the value that was there before.
  fileprivate mutating func updateOrRemove(_ value: Value?, at key: Key) -> Value? {
    if let value { updateValue(value, forKey: key) } else { removeValue(forKey: key) }
  }
}
