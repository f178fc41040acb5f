import CKernels

/// An opponent that learns, in the episodes that the policies learn in, to push actions to where
/// they hurt (Pinto et al. 2017, arXiv 1703.02702).
///
/// To an observation x it answers with the push `strength * half the range * clip(W [x, 1], -1, 1)`
/// on every component of a continuous action. Episodes 2k and 2k + 1 of a member begin alike and
/// meet the opponents W + sigma n and W - sigma n; the difference of their returns moves W to where
/// returns are smaller, in units of their spread, as augmented random search does.
public struct Adversary: Sendable, Equatable {
  /// Standard deviation of the noise on the weights.
  static let sigma: Float = 0.1

  /// The hardest push, as a share of half an action's range.
  public let strength: Float
  public let learningRate: Double
  /// W, actions x (observations + 1), row-major.
  public var weights: [Float]

  /// An opponent that does nothing yet.
  public init(strength: Float, learningRate: Double, spec: EnvironmentSpec) {
    self.strength = strength
    self.learningRate = learningRate
    weights = [Float](repeating: 0, count: spec.action.width * (spec.observation.count + 1))
  }

  /// Learns from the episodes of a generation. Those that failed, and others like them, teach
  /// nothing.
  public mutating func learn(from task: RolloutTask) {
    var differences = [Double](repeating: 0, count: task.jobCount / 2)
    var returns: [Double] = []
    for job in stride(from: 0, to: task.jobCount, by: 2) {
      let (high, low) = (task.outcome(job).episodeReturn, task.outcome(job + 1).episodeReturn)
      guard high.isFinite, low.isFinite else { continue }
      differences[Int(task.encounter(of: job).row)] += Double(high) - Double(low)
      returns += [Double(high), Double(low)]
    }
    guard !returns.isEmpty else { return }
    let count = Double(returns.count)
    let mean = returns.reduce(0, +) / count
    let spread = (returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
    guard spread > 0, spread.isFinite else { return }
    let noise = AlignedBuffer<Float>(count: weights.count, filledWith: 0)
    let stream = task.encounter(of: 0).stream
    for (row, difference) in differences.enumerated() where difference != 0 {
      ck_normal_lane(noise.base, weights.count, stream, UInt32(row), 1, nil, 1)
      let step = Float(learningRate * difference / (count * spread))
      for i in weights.indices { weights[i] -= step * noise.base[i] }
    }
  }
}

/// Which opponent an episode meets: `W + sign * sigma * noise`.
public struct Encounter: Sendable {
  let stream: ck_stream
  let row: UInt32
  let sign: Float
}

extension EpisodePlan {
  /// The opponent in an episode of a member. Who plays the same episodes meets the same opponents.
  public func encounter(member: Int, pair: Int, episode: Int) -> Encounter {
    let row =
      address.player(member: member, pair: pair) * (address.episodesPerMember / 2) + episode / 2
    return Encounter(
      stream: ck_stream(
        seed: address.seed, leaf: Random.Domain.adversary.rawValue,
        generation: UInt32(truncatingIfNeeded: address.index)),
      row: UInt32(truncatingIfNeeded: row), sign: episode.isMultiple(of: 2) ? 1 : -1)
  }
}

/// The opponents of a block of lanes.
package final class LaneAdversary {
  private let actions: [Component]
  private let observationCount: Int
  private let stride: Int
  /// The weights of every lane's opponent, lanes side by side.
  private let weights: AlignedBuffer<Float>
  private var adversary: Adversary

  /// - Parameter spec: of an environment with continuous actions; others are left alone.
  package init(_ adversary: Adversary, spec: EnvironmentSpec, stride: Int) {
    if case .continuous(let components) = spec.action { actions = components } else { actions = [] }
    observationCount = spec.observation.count
    self.stride = stride
    self.adversary = adversary
    weights = AlignedBuffer(count: adversary.weights.count * stride, filledWith: 0)
  }

  /// Takes over the opponent around which the next ones are drawn.
  package func setCenter(_ adversary: Adversary) { self.adversary = adversary }

  package func begin(lane: Int, meeting encounter: Encounter) {
    ck_normal_lane(
      weights.base + lane, adversary.weights.count, encounter.stream, encounter.row,
      encounter.sign * Adversary.sigma, adversary.weights, stride)
  }

  package func moveLane(from source: Int, to target: Int) {
    for i in adversary.weights.indices {
      weights.base[i * stride + target] = weights.base[i * stride + source]
    }
  }

  /// Pushes the actions that the policies have chosen.
  package func act(_ block: LaneBlock, lanes: Int) {
    for lane in 0..<lanes where block.isAlive(lane) {
      for (k, component) in actions.enumerated() {
        let row = weights.base + k * (observationCount + 1) * stride + lane
        var push = row[observationCount * stride]
        for i in 0..<observationCount {
          push += row[i * stride] * block.observation[i * stride + lane]
        }
        // NaN stays NaN and ends the episode, as it would without an opponent.
        push = push > 1 ? 1 : push < -1 ? -1 : push
        let half = (component.high - component.low) / 2
        let action = block.action[k * stride + lane] + adversary.strength * half * push
        block.action[k * stride + lane] =
          action < component.low ? component.low : action > component.high ? component.high : action
      }
    }
  }
}
