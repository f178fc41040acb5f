import EvoCore

/// What differs from policy to policy in a C file: the constants, and the calls in their order.
struct CBody {
  private(set) var constants: [String] = []
  private(set) var declarations: [String] = []
  private(set) var lines: [String] = []
  private(set) var helpers: Set<CHelper> = []
  private let exported: ExportedPolicy

  init(_ exported: ExportedPolicy) { self.exported = exported }

  /// Writes the function from an observation to the outputs.
  mutating func walk() {
    let operations = exported.formula.operations
    let sizes = operations.compactMap { operation -> Int? in
      switch operation {
      case .dense(let matrix, _): matrix.rows
      case .convolve(let window, _, _): window.output.count
      case .maxPool(let window): window.pooled.count
      case .normalize, .affine, .layerNorm, .activate: nil
      }
    }
    // Hidden layers lie in two buffers, used in turn.
    for (turn, name) in Self.buffers.enumerated() {
      let own = sizes.dropLast().enumerated().filter { $0.offset % 2 == turn }.map(\.element)
      if let size = own.max() { declarations.append("float \(name)[\(size)];") }
    }
    var x = "observation"
    var layer = 0
    func output() -> String {
      defer { layer += 1 }
      return layer == sizes.count - 1 ? "head" : Self.buffers[layer % 2]
    }
    for operation in operations {
      switch operation {
      case .normalize(let mean, let inverse, let limit):
        helpers.insert(.clamp)
        declarations.append("float input[\(mean.count)];")
        let names = (constant("mean", mean), constant("inverse", inverse))
        each(mean.count) {
          "input[i] = NAME_clamp((\(x)[i] - \(names.0)[i]) * \(names.1)[i], \(CSource.literal(limit)));"
        }
        x = "input"
      case .dense(let matrix, let bias):
        helpers.insert(.dense)
        let weight = constant("weight\(layer)", matrix.values)
        let start = bias.map { constant("bias\(layer)", $0) } ?? "0"
        let y = output()
        lines.append(
          "NAME_dense(\(weight), \(start), \(matrix.columns), \(matrix.rows), \(x), \(y));")
        x = y
      case .convolve(let window, let matrix, let bias):
        helpers.insert(.convolve)
        let names = (constant("weight\(layer)", matrix.values), constant("bias\(layer)", bias))
        let (shape, y) = (window.input, output())
        lines.append(
          "NAME_convolve(\(names.0), \(names.1), \(shape.channels), \(shape.height), "
            + "\(shape.width), \(window.layer.kernel), \(window.layer.padding), \(matrix.rows), "
            + "\(x), \(y));")
        x = y
      case .maxPool(let window):
        helpers.insert(.maxPool)
        let (shape, y) = (window.output, output())
        lines.append(
          "NAME_max_pool(\(shape.channels), \(shape.height), \(shape.width), "
            + "\(window.layer.pool), \(x), \(y));")
        x = y
      case .affine(let scale, let shift):
        let names = (constant("scale\(layer)", scale), constant("shift\(layer)", shift))
        helpers.insert(.fma)
        each(scale.count) { "\(x)[i] = NAME_fma(\(x)[i], \(names.0)[i], \(names.1)[i]);" }
      case .layerNorm(let units, let epsilon):
        helpers.insert(.layerNorm)
        lines.append("NAME_layer_norm(\(x), \(units), \(CSource.literal(epsilon)));")
      case .activate(let activation):
        guard let helper = CHelper(activation) else { continue }
        helpers.insert(helper)
        each(sizes[layer - 1]) { "\(x)[i] = NAME_\(activation.rawValue)(\(x)[i]);" }
      }
    }
    if case .continuous(_, _, let squash) = exported.head {
      helpers.formUnion([.fma, squash == .clip ? .clamp : .tanh])
    }
  }

  private static let buffers = ["even", "odd"]

  private mutating func each(_ count: Int, _ statement: () -> String) {
    lines.append("for (int i = 0; i < \(count); i++) \(statement())")
  }

  private mutating func constant(_ name: String, _ values: [Float]) -> String {
    constants.append(Self.array(name, values))
    return "NAME_" + name
  }

  private static func array(_ name: String, _ values: [Float]) -> String {
    let rows = stride(from: 0, to: values.count, by: 6).map { first in
      "  "
        + values[first..<min(first + 6, values.count)].map(CSource.literal).joined(separator: ", ")
    }
    return
      "static const float NAME_\(name)[\(values.count)] = {\n\(rows.joined(separator: ",\n"))};"
  }

  /// The function from an observation to an action.
  var act: String {
    let observation = "const float observation[\(exported.inputCount)]"
    let outputs = exported.outputCount
    switch exported.head {
    case .discrete:
      return """
        int NAME_act(\(observation)) {
          float head[\(outputs)];
          NAME_head(observation, head);
          int best = 0;
          for (int i = 0; i < \(outputs); i++) {
            if (head[i] != head[i]) return -1;
            if (head[i] > head[best]) best = i;
          }
          return best;
        }
        """
    case .continuous(let middle, let half, let squash):
      let bounded = squash == .clip ? "NAME_clamp(action[i], 1.0f)" : "NAME_tanh(action[i])"
      return """
        \(Self.array("middle", middle))
        \(Self.array("half", half))

        void NAME_act(\(observation), float action[\(outputs)]) {
          NAME_head(observation, action);
          for (int i = 0; i < \(outputs); i++)
            action[i] = NAME_fma(NAME_half[i], \(bounded), NAME_middle[i]);
        }
        """
    case .value(let mean, let deviation):
      return """
        float NAME_act(\(observation)) {
          float head[1];
          NAME_head(observation, head);
          /* Rounded twice, and not once by a fused multiply-add. */
          const volatile float scaled = \(CSource.literal(deviation)) * head[0];
          return \(CSource.literal(mean)) + scaled;
        }
        """
    }
  }
}
