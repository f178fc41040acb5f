import EvoCore
import EvoRun

/// A policy file whose hidden layers need no statistics: virtual batch normalization lies in its weights.
/// Everything that reads policy files reads it. Observations are normalized by tensors of their own, as
/// the limit between them and the first layer is no matrix.
enum FoldedTensors {
  static func bytes(_ exported: ExportedPolicy) throws(ExportError) -> [UInt8] {
    var file = exported.file
    file.policy = folded(file.policy, exported.formula.folded)
    return file.tensorFile().encoded()
  }

  private static func folded(_ policy: Policy, _ formula: PolicyFormula) -> Policy {
    guard policy.network.hidden == .batchNormed else { return policy }
    let parameters = formula.operations.flatMap { operation -> [Float] in
      if case .dense(let matrix, let bias?) = operation { matrix.values + bias } else { [] }
    }
    return Policy(
      network: Network(
        widths: policy.network.widths, activation: policy.network.activation, hidden: .dense),
      head: policy.head, parameters: parameters, normalizer: policy.normalizer, reference: nil)
  }
}
