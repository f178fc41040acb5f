/// A vector strategy at work on the parameters of a network: each member is a whole parameter
/// vector. The strategy computes in double precision, the policies play in single.
public struct DenseStrategy: Strategy {
  private var vectors: any VectorStrategy
  private let seed: UInt64
  public private(set) var center: [Float]
  public private(set) var perturbation: any Perturbation

  public init(_ vectors: any VectorStrategy, seed: UInt64) {
    self.vectors = vectors
    self.seed = seed
    center = vectors.mean.map(Float.init)
    perturbation = VectorPerturbation(candidates: vectors.candidates)
  }

  public var usesLinearAlgebra: Bool { vectors.usesLinearAlgebra }

  public func ask() -> Generation {
    Generation(
      seed: seed, index: vectors.state.generation, memberCount: vectors.candidates.count,
      sigma: Float(vectors.sigma), antithetic: vectors.comesInPairs)
  }

  public mutating func tell(
    _ fitness: [Float], for generation: Generation, on workers: some Workers
  ) -> UpdateReport {
    precondition(fitness.count == vectors.candidates.count, "one fitness per member")
    let before = vectors.mean
    vectors.tell(fitness.map(Double.init))
    refresh()
    var report = UpdateReport(sigma: vectors.sigma, learningRate: 1)
    report.record(from: before, to: vectors.mean)
    return report
  }

  public var state: StrategyState {
    get {
      var state = vectors.state
      state.vectors.insert(NamedVector(name: "center", values: center), at: 0)
      return state
    }
    set {
      // The center is the strategy's mean, which is among the doubles.
      vectors.state = newValue
      refresh()
    }
  }

  private mutating func refresh() {
    center = vectors.mean.map(Float.init)
    perturbation = VectorPerturbation(candidates: vectors.candidates)
  }
}

/// Members that are whole vectors.
struct VectorPerturbation: Perturbation {
  let candidates: Vectors
  let rank: Int? = nil

  func fill(
    _ noise: NoiseBlock, lane: Int, member: Int, of generation: Generation, center: [Float]
  ) {
    for leaf in noise.leaves {
      let parameter = leaf.parameter
      var target = noise.values(leaf) + lane
      let row = member * candidates.dimension
      for i in parameter.range {
        let value = Float(candidates.values[row + i])
        // A block holds what is to be added to a matrix, and the very value of a vector.
        target.pointee = parameter.isMatrix ? value - center[i] : value
        target += noise.stride
      }
    }
  }
}
