import EvoCore
import EvoProtobuf
import EvoWords

/// A model for ONNX runtimes: `observation` [batch, inputs] goes in, `action` and `head`, the outputs of the
/// last layer, come out. All that stands between an observation and an action is inside.
enum ONNXModel {
  /// What the operators mean: LayerNormalization came with 17, and runtimes of 2022 know it.
  private static let operatorSet: Int64 = 17
  /// The version of the format that goes with them.
  private static let version: Int64 = 8
  /// A message of Protocol Buffers is shorter.
  private static let sizeLimit = 1 << 31

  static func bytes(_ exported: ExportedPolicy) throws(ExportError) -> [UInt8] {
    var model = ProtobufMessage()
    model.add(1, version)
    model.add(2, "evo-rl")
    model.add(3, Version.text)
    model.add(6, exported.remarks.joined(separator: "\n"))
    model.add(7, graph(exported).message)
    var operators = ProtobufMessage()
    operators.add(1, "")
    operators.add(2, operatorSet)
    model.add(8, operators)
    for (key, value) in exported.metadata {
      var entry = ProtobufMessage()
      entry.add(1, key)
      entry.add(2, value)
      model.add(14, entry)
    }
    guard model.bytes.count < sizeLimit else {
      throw .tooLarge(path: exported.path, bytes: model.bytes.count, limit: sizeLimit - 1)
    }
    return model.bytes
  }

  private static func graph(_ exported: ExportedPolicy) -> ONNXGraph {
    let formula = exported.formula.folded
    var graph = ONNXGraph(name: exported.identifier)
    graph.input("observation", shape: [nil, exported.inputCount])
    var x = "observation"
    let last = formula.operations.count - 1
    for (index, operation) in formula.operations.enumerated() {
      // The last layer is linear: its outputs are what `head` shows.
      let output = index == last ? "head" : "x\(index)"
      add(operation, from: x, to: output, index, &graph)
      x = output
    }
    add(exported.head, from: x, &graph)
    graph.output("head", .float, shape: [nil, exported.outputCount])
    return graph
  }

  private static func add(
    _ operation: PolicyFormula.Operation, from x: String, to output: String, _ index: Int,
    _ graph: inout ONNXGraph
  ) {
    /// A constant of the operation.
    func constant(_ name: String, _ values: [Float], shape: [Int]? = nil) -> String {
      graph.constant("\(name)\(index)", values, shape: shape ?? [values.count])
    }
    /// The numbers before the operation as pictures, one for each channel.
    func pictures(_ shape: PictureShape) -> String {
      let sizes = [-1, shape.channels, shape.height, shape.width].map(Int64.init)
      return graph.node(
        "Reshape", [x, graph.constant("shape\(index)", sizes)], to: "\(output)_in")
    }
    switch operation {
    case .normalize(let mean, let inverse, let limit):
      let centered = graph.node("Sub", [x, constant("mean", mean)], to: "\(output)_centered")
      let scaled = graph.node(
        "Mul", [centered, constant("inverse_deviation", inverse)], to: "\(output)_scaled")
      let bounds = [constant("low", [-limit], shape: []), constant("high", [limit], shape: [])]
      graph.node("Clip", [scaled] + bounds, to: output)
    case .dense(let matrix, let bias):
      let weight = constant("weight", matrix.values, shape: [matrix.rows, matrix.columns])
      graph.node(
        "Gemm", [x, weight] + (bias.map { [constant("bias", $0)] } ?? []), to: output,
        [("transB", .int(1))])
    case .affine(let scale, let shift):
      let scaled = graph.node("Mul", [x, constant("scale", scale)], to: "\(output)_scaled")
      graph.node("Add", [scaled, constant("shift", shift)], to: output)
    case .layerNorm(let units, let epsilon):
      let scale = constant("scale", [Float](repeating: 1, count: units))
      graph.node(
        "LayerNormalization", [x, scale], to: output,
        [("axis", .int(-1)), ("epsilon", .float(epsilon))])
    case .convolve(let window, let matrix, let bias):
      let kernel = window.layer.kernel
      let weight = constant(
        "weight", matrix.values, shape: [matrix.rows, window.input.channels, kernel, kernel])
      let padding = [Int64](repeating: Int64(window.layer.padding), count: 4)
      let pictures = pictures(window.input)
      let sums = graph.node(
        "Conv", [pictures, weight, constant("bias", bias)], to: "\(output)_pictures",
        [("pads", .ints(padding))])
      graph.node("Flatten", [sums], to: output)
    case .maxPool(let window):
      let side = [Int64](repeating: Int64(window.layer.pool), count: 2)
      let largest = graph.node(
        "MaxPool", [pictures(window.output)], to: "\(output)_pictures",
        [("kernel_shape", .ints(side)), ("strides", .ints(side))])
      graph.node("Flatten", [largest], to: output)
    case .activate(.tanh): graph.node("Tanh", [x], to: output)
    case .activate(.relu): graph.node("Relu", [x], to: output)
    case .activate(.sigmoid): graph.node("Sigmoid", [x], to: output)
    case .activate(.silu):
      let gate = graph.node("Sigmoid", [x], to: "\(output)_gate")
      graph.node("Mul", [x, gate], to: output)
    case .activate(.identity): graph.node("Identity", [x], to: output)
    }
  }

  private static func add(_ head: ActionHead, from x: String, _ graph: inout ONNXGraph) {
    switch head {
    case .discrete:
      graph.node(
        "ArgMax", [x], to: "action",
        [("axis", .int(1)), ("keepdims", .int(0)), ("select_last_index", .int(0))])
      graph.output("action", .int64, shape: [nil])
    case .continuous(let middle, let half, let squash):
      let bounded =
        switch squash {
        case .tanh: graph.node("Tanh", [x], to: "bounded")
        case .clip:
          graph.node(
            "Clip",
            [
              x, graph.constant("action_low", [-1], shape: []),
              graph.constant("action_high", [1], shape: []),
            ], to: "bounded")
        }
      let scaled = graph.node(
        "Mul", [bounded, graph.constant("action_half", half, shape: [half.count])], to: "scaled")
      graph.node(
        "Add", [scaled, graph.constant("action_middle", middle, shape: [middle.count])],
        to: "action")
      graph.output("action", .float, shape: [nil, middle.count])
    case .value(let mean, let deviation):
      let scaled = graph.node(
        "Mul", [x, graph.constant("answer_deviation", [deviation], shape: [])], to: "scaled")
      let answer = graph.node(
        "Add", [scaled, graph.constant("answer_mean", [mean], shape: [])], to: "answer")
      graph.node("Squeeze", [answer, graph.constant("answer_axis", [1])], to: "action")
      graph.output("action", .float, shape: [nil])
    }
  }
}
