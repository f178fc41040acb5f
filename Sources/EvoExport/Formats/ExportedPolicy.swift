import EvoCore
import EvoRun
import EvoTrain
import EvoWords

/// A policy on its way into a file of another program.
struct ExportedPolicy {
  let file: PolicyFile
  let formula: PolicyFormula
  /// Where it is written.
  let path: String

  /// - Throws: `ExportError.notFinite`.
  init(_ file: PolicyFile, path: String) throws(ExportError) {
    self.file = file
    self.path = path
    formula = file.policy.formula
    guard formula.isFinite else { throw .notFinite(path: path) }
  }

  var head: ActionHead { formula.head }
  var inputCount: Int { formula.inputCount }
  var outputCount: Int { head.outputCount }
  /// The names of the answers of a classification.
  var classes: [String] { file.data?.classes ?? [] }

  /// The name of the file, without folders.
  var name: Substring { path.split(separator: "/").last ?? "" }

  /// The name of the file without its ending, made of the letters that any language takes.
  var identifier: String {
    let stem = name.lastIndex(of: ".").map { name[..<$0] } ?? name
    let letters = String(
      stem.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    return letters.first?.isLetter == true ? letters : "policy_" + letters
  }

  /// What a reader of a source file should know, a line each.
  var remarks: [String] {
    let record = NetworkRecord(file.policy)
    let layers = record.widths.map(String.init).joined(separator: "-")
    var network = "network \(layers)"
    if record.widths.count > 2 { network += ", \(record.activation.rawValue)" }
    if let stack = record.convolutions { network += ", " + stack.summary }
    if record.hidden == .batchNormed { network += ", virtual batch normalization" }
    if record.hidden == .layerNormed { network += ", layer normalization" }
    if record.observationClip != nil { network += ", normalized observations" }
    var lines = [
      "A policy for \(abridged(file.environment)): \(network).",
      "Written by evo-rl \(Version.text); trained by \(abridged(file.configuration)), seed \(file.seed), "
        + "generation \(file.generation).",
    ]
    if let evaluation = file.evaluation, file.data == nil {
      lines.append(
        "Its return over \(evaluation.episodes) episodes (seed \(evaluation.seed)) was "
          + NumberText.fixed(evaluation.returnMean, 2) + " +/- "
          + NumberText.fixed(evaluation.returnStd, 2) + ".")
    }
    return lines
  }

  /// What every format that has room for it says of the policy, by the keys of policy files.
  var metadata: [(key: String, value: String)] {
    let own = ["format", "format_version", "checksum"]
    return file.tensorFile().metadata.filter { !own.contains($0.key) }
      .map { (key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
  }
}

extension ConvolutionStack {
  /// Its layers in a few words.
  var summary: String {
    "convolutions of " + layers.map { "\($0.channels)" }.joined(separator: " and ") + " channels"
  }
}

extension [Float] {
  /// Eight hexadecimal digits for each number, the highest first, in lines of twelve numbers.
  var hexadecimalLines: [String] {
    stride(from: 0, to: count, by: 12).map { first in
      self[first..<Swift.min(first + 12, count)].map { value in
        let digits = String(value.bitPattern, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
      }.joined()
    }
  }
}
