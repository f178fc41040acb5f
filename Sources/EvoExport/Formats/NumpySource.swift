import EvoCore

/// One file of Python with the weights inside, which needs numpy. It takes one observation or a batch of
/// them.
enum NumpySource {
  static func bytes(_ exported: ExportedPolicy) throws(ExportError) -> [UInt8] {
    let formula = exported.formula.folded
    var constants: [String] = []
    var lines: [String] = []
    var helpers: Set<NumpyHelper> = []
    func constant(_ name: String, _ values: [Float], shape: String = "-1") -> String {
      constants += ["", "\(name) = floats(\"\"\""] + values.hexadecimalLines
      constants.append("\"\"\", \(shape))")
      return name
    }
    for (index, operation) in formula.operations.enumerated() {
      switch operation {
      case .normalize(let mean, let inverse, let limit):
        let names = (constant("MEAN", mean), constant("INVERSE", inverse))
        lines.append("x = np.clip((x - \(names.0)) * \(names.1), -\(limit), \(limit))")
      case .dense(let matrix, let bias):
        let weight = constant(
          "WEIGHT_\(index)", matrix.values, shape: "\(matrix.rows), \(matrix.columns)")
        let sum = "x @ \(weight).T"
        lines.append(
          bias.map { "x = \(sum) + \(constant("BIAS_\(index)", $0))" } ?? "x = \(sum)")
      case .affine(let scale, let shift):
        let names = (constant("SCALE_\(index)", scale), constant("SHIFT_\(index)", shift))
        lines.append("x = x * \(names.0) + \(names.1)")
      case .layerNorm(_, let epsilon):
        lines += [
          "x = x - x.mean(axis=-1, keepdims=True)",
          "x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(\(epsilon)))",
        ]
      case .convolve(let window, let matrix, let bias):
        helpers.insert(.convolve)
        let weight = constant(
          "WEIGHT_\(index)", matrix.values, shape: "\(matrix.rows), \(matrix.columns)")
        lines.append(
          "x = convolve(x, \(weight), \(constant("BIAS_\(index)", bias)), \(window.input.tuple), "
            + "\(window.layer.kernel), \(window.layer.padding))")
      case .maxPool(let window):
        helpers.insert(.maxPool)
        lines.append("x = max_pool(x, \(window.output.tuple), \(window.layer.pool))")
      case .activate(let activation):
        lines.append("x = \(self.activation(activation))")
      }
    }
    let text = """
      \(exported.remarks.map { "# \($0)\n" }.joined())#
      # Needs Python 3 and numpy, and nothing else:
      #
      #     from \(exported.identifier) import act
      #     action = act(observation)            # one observation, or a batch of them
      #
      # or in a shell: python \(exported.name) followed by the \(exported.inputCount) numbers of an observation

      import sys

      import numpy as np


      def floats(text, *shape):
          return np.frombuffer(bytes.fromhex(text), ">f4").astype(np.float32).reshape(shape)
      \(NumpyHelper.text(of: helpers))
      \(constants.joined(separator: "\n"))
      \(classes(exported))

      def head(observation):
          \"\"\"The outputs of the last layer: float32 [..., \(exported.outputCount)].\"\"\"
          x = np.asarray(observation, np.float32)
          if x.shape[-1:] != (\(exported.inputCount),):
              raise ValueError(f"expected \(exported.inputCount) numbers, found shape {x.shape}")
      \(lines.map { "    \($0)" }.joined(separator: "\n"))
          return x


      \(act(exported))


      if __name__ == "__main__":
          print(act([float(number) for number in sys.argv[1:]]))

      """
    return Array(text.utf8)
  }

  private static func activation(_ activation: Activation) -> String {
    switch activation {
    case .tanh: "np.tanh(x)"
    case .relu: "np.maximum(x, 0)"
    // By tanh, as the kernels do, which cannot overflow.
    case .sigmoid: "0.5 * np.tanh(0.5 * x) + 0.5"
    case .silu: "x * (0.5 * np.tanh(0.5 * x) + 0.5)"
    case .identity: "x"
    }
  }

  private static func classes(_ exported: ExportedPolicy) -> String {
    exported.classes.isEmpty
      ? ""
      : "\nCLASSES = [" + exported.classes.map(literal).joined(separator: ", ") + "]\n"
  }

  /// A text as Python writes it.
  private static func literal(_ text: String) -> String {
    let letters = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"" + letters.joined() + "\""
  }

  private static func act(_ exported: ExportedPolicy) -> String {
    func numbers(_ values: [Float]) -> String {
      "np.array([" + values.map { "\($0)" }.joined(separator: ", ") + "], np.float32)"
    }
    switch exported.head {
    case .discrete:
      return """
        def act(observation):
            \"\"\"The number of the choice\(exported.classes.isEmpty ? "" : ", an index into CLASSES"); of a batch, an array of them.\"\"\"
            return np.argmax(head(observation), axis=-1)
        """
    case .continuous(let middle, let half, let squash):
      let squashed =
        squash == .clip ? "np.clip(head(observation), -1, 1)" : "np.tanh(head(observation))"
      return """
        MIDDLE = \(numbers(middle))
        HALF = \(numbers(half))


        def act(observation):
            \"\"\"The action: float32 [..., \(middle.count)].\"\"\"
            return MIDDLE + HALF * \(squashed)
        """
    case .value(let mean, let deviation):
      return """
        def act(observation):
            \"\"\"The answer: float32 [...].\"\"\"
            return np.float32(\(mean)) + np.float32(\(deviation)) * head(observation)[..., 0]
        """
    }
  }
}
