/// A strategy for policies at work on a bare vector: `DenseStrategy` the other way round. The
/// vector is a network of a single leaf; a low rank means nothing to it, so that its noise is full.
public struct FlatStrategy: VectorStrategy {
  private var strategy: any Strategy
  private let network: Network
  public private(set) var candidates: Vectors

  /// - Parameter make: makes the strategy for a network and its parameters.
  public init(
    mean: [Double], make: (_ network: Network, _ center: [Float]) -> any Strategy
  ) {
    network = Network(vectorOf: mean.count)
    strategy = make(network, mean.map(Float.init))
    candidates = Vectors(dimension: mean.count, values: [])
    sample()
  }

  public var mean: [Double] { strategy.center.map(Double.init) }
  public var sigma: Double { Double(strategy.ask().sigma) }

  public mutating func tell(_ fitness: [Double]) {
    _ = strategy.tell(fitness.map(Float.init), for: strategy.ask(), on: SerialWorkers())
    sample()
  }

  private mutating func sample() {
    let (generation, perturbation) = (strategy.ask(), strategy.perturbation)
    let noise = NoiseBlock(network: network, rank: perturbation.rank, stride: 16)
    candidates.values.removeAll(keepingCapacity: true)
    candidates.values.reserveCapacity(generation.memberCount * network.parameterCount)
    for member in 0..<generation.memberCount {
      perturbation.fill(
        noise, lane: 0, member: member, of: generation, center: strategy.center)
      for row in 0..<noise.rowCount { candidates.values.append(Double(noise.row(row).pointee)) }
    }
  }

  public var state: StrategyState {
    get { strategy.state }
    set {
      strategy.state = newValue
      sample()
    }
  }
}
