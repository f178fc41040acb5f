/// Safe mutation (Lehman, Chen, Clune and Stanley 2018): noise that is small on the parameters that
/// the outputs of the policy depend on strongly, so that members behave like the center, each a
/// little differently.
public enum SafeMutation {
  /// What the noise of each parameter is multiplied by: the inverse of its sensitivity, scaled to a
  /// root mean square of 1, so that sigma keeps its meaning. A sensitivity below a tenth of the root
  /// mean square counts as a tenth, so that parameters that move nothing do not take all the noise.
  ///
  /// - Parameter sensitivity: numbers of `ParameterSensitivity`; all ones when nothing moves.
  public static func noiseScale(_ sensitivity: [Float]) -> [Float] {
    let floor = 0.1 * rootMeanSquare(sensitivity.map(Double.init))
    guard floor > 0, floor.isFinite else { return sensitivity.map { _ in 1 } }
    let inverse = sensitivity.map { 1 / max(Double($0), floor) }
    let length = rootMeanSquare(inverse)
    return inverse.map { Float($0 / length) }
  }

  private static func rootMeanSquare(_ values: [Double]) -> Double {
    norm(values) / Double(values.count).squareRoot()
  }
}

/// The noise of another perturbation of full rank, times a factor per parameter.
struct ScaledPerturbation: Perturbation {
  let base: any Perturbation
  let scale: [Float]
  let rank: Int? = nil

  func fill(
    _ noise: NoiseBlock, lane: Int, member: Int, of generation: Generation, center: [Float]
  ) {
    base.fill(noise, lane: lane, member: member, of: generation, center: center)
    rescale(noise, firstLane: lane, lanes: 1, center: center)
  }

  func fillSixteen(
    _ noise: NoiseBlock, firstLane: Int, members: UnsafePointer<Int32>, of generation: Generation,
    center: [Float]
  ) {
    base.fillSixteen(
      noise, firstLane: firstLane, members: members, of: generation, center: center)
    rescale(noise, firstLane: firstLane, lanes: 16, center: center)
  }

  private func rescale(_ noise: NoiseBlock, firstLane: Int, lanes: Int, center: [Float]) {
    for leaf in noise.leaves {
      let parameter = leaf.parameter
      var row = noise.values(leaf) + firstLane
      for i in parameter.range {
        // A block holds what is to be added to a matrix, and the very value of a vector.
        let origin = parameter.isMatrix ? 0 : center[i]
        for lane in 0..<lanes { row[lane] = origin + scale[i] * (row[lane] - origin) }
        row += noise.stride
      }
    }
  }
}
