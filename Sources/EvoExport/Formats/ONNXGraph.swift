import EvoProtobuf

/// A graph of ONNX operators while it is put together. The numbers of fields and types are those of
/// `onnx.proto` (ONNX 1.12 and newer).
struct ONNXGraph {
  /// The type of a tensor's elements.
  enum Element: Int64 {
    case float = 1
    case int64 = 7
  }

  enum Attribute {
    case int(Int64)
    case float(Float)
    case ints([Int64])
  }

  private let name: String
  private var nodes: [ProtobufMessage] = []
  private var constants: [ProtobufMessage] = []
  private var inputs: [ProtobufMessage] = []
  private var outputs: [ProtobufMessage] = []

  init(name: String) { self.name = name }

  /// Adds an operator.
  ///
  /// - Returns: the name of its output.
  @discardableResult
  mutating func node(
    _ operation: String, _ inputs: [String], to output: String,
    _ attributes: [(name: String, value: Attribute)] = []
  ) -> String {
    var node = ProtobufMessage()
    for input in inputs { node.add(1, input) }
    node.add(2, output)
    node.add(3, "\(operation)_\(nodes.count)")
    node.add(4, operation)
    for attribute in attributes {
      var message = ProtobufMessage()
      message.add(1, attribute.name)
      switch attribute.value {
      case .float(let value):
        message.add(2, value)
        message.add(20, Int64(1))
      case .int(let value):
        message.add(3, value)
        message.add(20, Int64(2))
      case .ints(let values):
        for value in values { message.add(8, value) }
        message.add(20, Int64(7))
      }
      node.add(5, message)
    }
    nodes.append(node)
    return output
  }

  /// Adds numbers that do not change.
  ///
  /// - Parameter shape: empty for a scalar.
  /// - Returns: their name.
  mutating func constant(_ name: String, _ values: [Float], shape: [Int]) -> String {
    constant(name, .float, shape: shape) { tensor in
      tensor.add(9, values.flatMap { value in (0..<4).map { value.bitPattern.byte($0) } })
    }
  }

  mutating func constant(_ name: String, _ values: [Int64]) -> String {
    constant(name, .int64, shape: [values.count]) { tensor in
      tensor.add(9, values.flatMap { value in (0..<8).map { value.byte($0) } })
    }
  }

  private mutating func constant(
    _ name: String, _ element: Element, shape: [Int], fill: (inout ProtobufMessage) -> Void
  ) -> String {
    var tensor = ProtobufMessage()
    for size in shape { tensor.add(1, Int64(size)) }
    tensor.add(2, element.rawValue)
    tensor.add(8, name)
    fill(&tensor)
    constants.append(tensor)
    return name
  }

  /// - Parameter shape: nil for the size of the batch, which every call may choose.
  mutating func input(_ name: String, shape: [Int?]) {
    inputs.append(Self.value(name, .float, shape))
  }

  mutating func output(_ name: String, _ element: Element, shape: [Int?]) {
    outputs.append(Self.value(name, element, shape))
  }

  private static func value(_ name: String, _ element: Element, _ sizes: [Int?]) -> ProtobufMessage
  {
    var shape = ProtobufMessage()
    for size in sizes {
      var dimension = ProtobufMessage()
      if let size { dimension.add(1, Int64(size)) } else { dimension.add(2, "batch") }
      shape.add(1, dimension)
    }
    var tensor = ProtobufMessage()
    tensor.add(1, element.rawValue)
    tensor.add(2, shape)
    var type = ProtobufMessage()
    type.add(1, tensor)
    var value = ProtobufMessage()
    value.add(1, name)
    value.add(2, type)
    return value
  }

  var message: ProtobufMessage {
    var graph = ProtobufMessage()
    for node in nodes { graph.add(1, node) }
    graph.add(2, name)
    for constant in constants { graph.add(5, constant) }
    for input in inputs { graph.add(11, input) }
    for output in outputs { graph.add(12, output) }
    return graph
  }
}

extension FixedWidthInteger {
  /// A byte, the lowest first.
  fileprivate func byte(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: self >> (8 * index)) }
}
