import EvoCore

/// The noise of one member as a plain vector: what training never makes, to compare with.
final class ExplicitNoise {
  private let network: Network
  private let perturbation: GaussianPerturbation
  private let block: NoiseBlock
  private let zero: [Float]

  init(network: Network, rank: Int?) {
    self.network = network
    perturbation = GaussianPerturbation(rank: rank)
    block = NoiseBlock(network: network, rank: rank, stride: 1)
    zero = [Float](repeating: 0, count: network.parameterCount)
  }

  /// Sign times noise, of unit variance, of a member.
  func vector(member: Int, of generation: Generation) -> [Double] {
    var unit = generation
    unit.sigma = 1
    perturbation.fill(block, lane: 0, member: member, of: unit, center: zero)
    var result = [Double](repeating: 0, count: network.parameterCount)
    for leaf in block.leaves {
      let parameter = leaf.parameter
      guard parameter.isMatrix, let rank = block.rank else {
        for i in 0..<parameter.count {
          result[parameter.offset + i] = Double(block.values(leaf)[i])
        }
        continue
      }
      let (a, b) = (block.a(leaf), block.b(leaf))
      for row in 0..<parameter.rows {
        for column in 0..<parameter.columns {
          var sum = 0.0
          for q in 0..<rank { sum += Double(a[row * rank + q]) * Double(b[column * rank + q]) }
          result[parameter.offset + row * parameter.columns + column] = sum
        }
      }
    }
    return result
  }
}
