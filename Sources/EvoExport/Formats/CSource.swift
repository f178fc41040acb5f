import EvoCore
import EvoWords

/// One file of C99 with the weights inside. It allocates nothing and calls nothing, and its results have
/// the bits of the program's own forward pass.
///
/// The kernels' arithmetic is a fixed sequence of correctly rounded operations. Without a library, C has
/// all of them but two, which the file brings: the fused multiply-add and the square root.
enum CSource {
  static func bytes(_ exported: ExportedPolicy) throws(ExportError) -> [UInt8] {
    var body = CBody(exported)
    body.walk()
    let text = """
      \(comment(exported))
      #include <float.h>
      #include <stdint.h>

      \(prototypes(exported))
      \(body.constants.joined(separator: "\n"))

      \(CHelper.text(of: body.helpers))

      void NAME_head(const float observation[\(exported.inputCount)], float head[\(exported.outputCount)]) {
      \(body.declarations.map { "  \($0)\n" }.joined())\(body.lines.map { "  \($0)" }.joined(separator: "\n"))
      }

      \(body.act)

      """
    return Array(text.replacing("NAME_", with: exported.identifier + "_").utf8)
  }

  private static func comment(_ exported: ExportedPolicy) -> String {
    let remarks = exported.remarks.map {
      " * " + $0.replacing("*/", with: "* /").replacing("/*", with: "/ *")
    }
    return (["/*"] + remarks).joined(separator: "\n") + """

       *
       * C99 without a library, without memory of its own and without allocation. Compile it, and declare
       * what you call, as below. The results have the bits that evo-rl computes, on every processor, unless
       * the compiler is told to disregard the rules of floating point (-ffast-math).
       */
      """
  }

  private static func prototypes(_ exported: ExportedPolicy) -> String {
    let observation = "const float observation[\(exported.inputCount)]"
    let outputs = exported.outputCount
    var lines = ["/* The outputs of the last layer. */"]
    lines.append("void NAME_head(\(observation), float head[\(outputs)]);")
    switch exported.head {
    case .discrete:
      lines += [
        "/* The number of the choice, the lowest on a tie; -1 where an output is not a number. */",
        "int NAME_act(\(observation));",
      ]
    case .continuous:
      lines += [
        "/* The action, inside its bounds. */",
        "void NAME_act(\(observation), float action[\(outputs)]);",
      ]
    case .value:
      lines += ["/* The answer. */", "float NAME_act(\(observation));"]
    }
    if !exported.classes.isEmpty {
      let names = exported.classes.map(literal).joined(separator: ", ")
      lines += [
        "/* The names of the choices. */",
        "extern const char *const NAME_classes[\(exported.classes.count)];",
        "const char *const NAME_classes[\(exported.classes.count)] = {\(names)};",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text as C writes it: what is not a plain letter is a byte in octal digits.
  private static func literal(_ text: String) -> String {
    let bytes = text.utf8.map { byte -> String in
      let isPlain = byte < 0x7f && byte >= 0x20 && !"\"\\?".utf8.contains(byte)
      guard !isPlain else { return String(UnicodeScalar(byte)) }
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
    return "\"" + bytes.joined() + "\""
  }

  /// A number as C writes it, without loss.
  static func literal(_ value: Float) -> String { NumberText.hexadecimal(value) + "f" }
}
