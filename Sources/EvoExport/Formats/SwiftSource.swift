import EvoCore
import EvoWords

/// One file of Swift with the weights inside, which imports nothing. Its results have the bits of the
/// program's own forward pass.
enum SwiftSource {
  static func bytes(_ exported: ExportedPolicy) throws(ExportError) -> [UInt8] {
    let formula = exported.formula
    var constants: [String] = []
    var lines: [String] = []
    var helpers: Set<SwiftHelper> = [.floats]
    func constant(_ name: String, _ values: [Float]) -> String {
      constants.append(
        "  private static let \(name) = floats(\n    \"\"\"\n"
          + values.hexadecimalLines.map { "    \($0)\n" }.joined() + "    \"\"\")")
      return name
    }
    func replaceEach(_ formula: String) {
      lines.append("for i in x.indices { x[i] = \(formula) }")
    }
    for (index, operation) in formula.operations.enumerated() {
      switch operation {
      case .normalize(let mean, let inverse, let limit):
        helpers.insert(.clamp)
        let names = (constant("mean", mean), constant("inverse", inverse))
        replaceEach("clamp((x[i] - \(names.0)[i]) * \(names.1)[i], \(literal(limit)))")
      case .dense(let matrix, let bias):
        helpers.insert(.dense)
        let weight = constant("weight\(index)", matrix.values)
        let start =
          bias.map { constant("bias\(index)", $0) }
          ?? "[Float](repeating: 0, count: \(matrix.rows))"
        lines.append("x = dense(\(weight), \(start), x)")
      case .affine(let scale, let shift):
        let names = (constant("scale\(index)", scale), constant("shift\(index)", shift))
        replaceEach("\(names.1)[i].addingProduct(x[i], \(names.0)[i])")
      case .layerNorm(_, let epsilon):
        helpers.insert(.layerNorm)
        lines.append("layerNorm(&x, epsilon: \(literal(epsilon)))")
      case .convolve(let window, let matrix, let bias):
        helpers.insert(.convolve)
        let names = (constant("weight\(index)", matrix.values), constant("bias\(index)", bias))
        let shape = window.input
        lines.append(
          "x = convolve(\(names.0), \(names.1), x, \(shape.channels), \(shape.height), "
            + "\(shape.width), kernel: \(window.layer.kernel), padding: \(window.layer.padding))")
      case .maxPool(let window):
        helpers.insert(.maxPool)
        let shape = window.output
        lines.append(
          "x = maxPool(x, \(shape.channels), \(shape.height), \(shape.width), "
            + "size: \(window.layer.pool))")
      case .activate(let activation):
        guard let helper = SwiftHelper(activation) else { continue }
        helpers.insert(helper)
        replaceEach("\(activation.rawValue)(x[i])")
      }
    }
    let act = act(exported, &helpers, constant)
    let text = """
      \(exported.remarks.map { "// \($0)\n" }.joined())//
      // Swift without imports. The results have the bits that evo-rl computes.

      public enum \(typeName(exported)) {
        /// The outputs of the last layer.
        ///
        /// - Parameter observation: \(exported.inputCount) numbers, as the environment gives them.
        /// - Returns: \(exported.outputCount) numbers.
        public static func head(_ observation: [Float]) -> [Float] {
          precondition(observation.count == \(exported.inputCount), "\(exported.inputCount) numbers")
          var x = observation
      \(lines.map { "    \($0)" }.joined(separator: "\n"))
          return x
        }

      \(act)
      \(classes(exported))
      \(SwiftHelper.text(of: helpers))

      \(constants.joined(separator: "\n"))
      }

      """
    return Array(text.utf8)
  }

  private static func act(
    _ exported: ExportedPolicy, _ helpers: inout Set<SwiftHelper>,
    _ constant: (String, [Float]) -> String
  ) -> String {
    switch exported.head {
    case .discrete:
      return """
          /// The number of the choice, the lowest on a tie; nil where an output is not a number.
          public static func act(_ observation: [Float]) -> Int? {
            let head = head(observation)
            var best = 0
            for (i, output) in head.enumerated() {
              if output.isNaN { return nil }
              if output > head[best] { best = i }
            }
            return best
          }
        """
    case .continuous(let middle, let half, let squash):
      helpers.insert(squash == .clip ? .clamp : .tanh)
      let names = (constant("middle", middle), constant("half", half))
      let bounded = squash == .clip ? "clamp(x[i], 1)" : "tanh(x[i])"
      return """
          /// The action, \(middle.count) numbers inside their bounds.
          public static func act(_ observation: [Float]) -> [Float] {
            var x = head(observation)
            for i in x.indices { x[i] = \(names.0)[i].addingProduct(\(names.1)[i], \(bounded)) }
            return x
          }
        """
    case .value(let mean, let deviation):
      return """
          /// The answer.
          public static func act(_ observation: [Float]) -> Float {
            \(literal(mean)) + \(literal(deviation)) * head(observation)[0]
          }
        """
    }
  }

  /// The name of the file in the form of a type's; it ends in Policy, so that it cannot be the name of a
  /// type of Swift's own.
  private static func typeName(_ exported: ExportedPolicy) -> String {
    let words = exported.identifier.split(separator: "_").map { word in
      word.prefix(1).uppercased() + word.dropFirst()
    }
    let name = words.joined()
    return name.hasSuffix("Policy") ? name : name + "Policy"
  }

  private static func classes(_ exported: ExportedPolicy) -> String {
    guard !exported.classes.isEmpty else { return "" }
    let names = exported.classes.map { text in
      "\""
        + text.unicodeScalars.map { scalar in
          scalar.isASCII && (scalar == "\"" || scalar == "\\" || !scalar.isPrintable)
            ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }.joined() + "\""
    }
    return "\n  /// The names of the choices.\n  public static let classes = ["
      + names.joined(separator: ", ") + "]\n"
  }

  /// A number as Swift writes it, without loss.
  static func literal(_ value: Float) -> String { NumberText.hexadecimal(value) }
}
