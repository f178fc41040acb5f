/// The parameters of a center as forward passes read them, shared by all lanes of a block.
///
/// `Policy.parameters` are the policy: what strategies move, files hold and readers in other
/// languages see. This is what kernels read of them, made in `set` alone. A narrower copy, such as
/// eight bits with a scale per row, would be made there, and the kernels be told in `ck_layer.init`.
final class WeightBlock {
  private let memory: AlignedBuffer<Float>

  init(_ network: Network) {
    memory = AlignedBuffer(count: network.parameterCount, filledWith: 0)
  }

  /// Takes over the parameters of a policy; addresses stay what they are.
  func set(_ parameters: [Float]) {
    precondition(parameters.count == memory.count, "one number per parameter")
    memory.base.update(from: parameters, count: memory.count)
  }

  /// A matrix, row-major, or a vector.
  func callAsFunction(_ leaf: ParameterLeaf) -> UnsafePointer<Float> {
    UnsafePointer(memory.base + leaf.offset)
  }
}
