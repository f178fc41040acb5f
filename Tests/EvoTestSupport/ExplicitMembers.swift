import EvoCore

/// The members of a generation as whole parameter vectors, which the engine never builds.
public struct ExplicitMembers {
  public let network: Network
  public let perturbation: any Perturbation
  public let generation: Generation
  public let center: [Float]
  private let noise: NoiseBlock

  public init(
    _ generation: Generation, of perturbation: any Perturbation, around center: [Float],
    network: Network
  ) {
    self.network = network
    self.perturbation = perturbation
    self.generation = generation
    self.center = center
    noise = NoiseBlock(network: network, rank: perturbation.rank, stride: 16)
  }

  public func parameters(of member: Int) -> [Double] {
    perturbation.fill(noise, lane: 0, member: member, of: generation, center: center)
    return materialized(center: center)
  }

  /// The noise of a pair with sign + and standard deviation 1.
  public func unitNoise(pair: Int) -> [Double] {
    var unit = generation
    unit.sigma = 1
    unit.antithetic = false
    let origin = [Float](repeating: 0, count: center.count)
    perturbation.fill(noise, lane: 0, member: pair, of: unit, center: origin)
    return materialized(center: origin)
  }

  private func materialized(center: [Float]) -> [Double] {
    var parameters = center.map(Double.init)
    for leaf in noise.leaves {
      let parameter = leaf.parameter
      func element(_ rows: UnsafePointer<Float>, _ row: Int) -> Double {
        Double(rows[row * noise.stride])
      }
      for (i, index) in parameter.range.enumerated() {
        if !parameter.isMatrix {
          parameters[index] = element(noise.values(leaf), i)
        } else if let rank = noise.rank {
          let (o, k) = (i / parameter.columns, i % parameter.columns)
          for q in 0..<rank {
            parameters[index] +=
              element(noise.a(leaf), o * rank + q) * element(noise.b(leaf), k * rank + q)
          }
        } else {
          parameters[index] += element(noise.values(leaf), i)
        }
      }
    }
    return parameters
  }
}
