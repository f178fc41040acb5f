import CKernels

/// What training episodes add to what a policy sees and does.
public struct Disturbance: Sendable, Equatable {
  /// Standard deviation of the noise on every component of the observation, in its own unit.
  public var observationNoise: Float
  /// Standard deviation of the noise on a continuous action, as a share of half its range; of a
  /// discrete one, the probability that a random choice takes its place.
  public var actionNoise: Float

  public static let none = Disturbance(observationNoise: 0, actionNoise: 0)

  public init(observationNoise: Float, actionNoise: Float) {
    self.observationNoise = observationNoise
    self.actionNoise = actionNoise
  }
}

/// The disturbances of a block of lanes: functions of the episode and the step, whatever the lane.
package final class LaneDisturbance {
  package let amount: Disturbance
  private let space: ActionSpace
  private let observationCount: Int
  private let stride: Int
  /// What the policies see: observations with noise, feature-major.
  private let seen: AlignedBuffer<Float>
  private let noise: AlignedBuffer<Float>
  /// What each lane's episode draws its noise from.
  private let seeds: AlignedBuffer<UInt64>

  package init(_ amount: Disturbance, spec: EnvironmentSpec, stride: Int) {
    self.amount = amount
    self.stride = stride
    space = spec.action
    observationCount = spec.observation.count
    seen = AlignedBuffer(count: observationCount * stride, filledWith: 0)
    noise = AlignedBuffer(count: max(spec.action.width, 1) * stride, filledWith: 0)
    seeds = AlignedBuffer(count: stride, filledWith: 0)
  }

  /// The block as policies see it.
  package func view(of block: LaneBlock) -> LaneBlock {
    guard amount.observationNoise > 0 else { return block }
    return LaneBlock(
      stride: block.stride, observation: seen.base, action: block.action, reward: block.reward,
      terminated: block.terminated, alive: block.alive)
  }

  /// Starts an episode, whose random numbers go on behind those of its start.
  package func begin(lane: Int, random: inout Random) {
    seeds.base[lane] = UInt64(random.next()) << 32 | UInt64(random.next())
  }

  package func moveLane(from source: Int, to target: Int) {
    seeds.base[target] = seeds.base[source]
  }

  /// Writes what the policies see before the step whose number is `steps[lane]`.
  package func observe(_ block: LaneBlock, steps: UnsafePointer<Int32>, lanes: Int) {
    guard amount.observationNoise > 0 else { return }
    for lane in 0..<lanes where block.isAlive(lane) {
      fill(
        seen.base + lane, count: observationCount, scale: amount.observationNoise, lane: lane,
        step: steps[lane], domain: .observationNoise)
      for k in 0..<observationCount {
        seen.base[k * stride + lane] += block.observation[k * stride + lane]
      }
    }
  }

  /// Changes the actions that the policies have chosen.
  package func act(_ block: LaneBlock, steps: UnsafePointer<Int32>, lanes: Int) {
    guard amount.actionNoise > 0 else { return }
    for lane in 0..<lanes where block.isAlive(lane) {
      switch space {
      case .discrete:
        var random = Random(
          seed: seeds.base[lane], domain: .actionNoise, index: UInt32(bitPattern: steps[lane]))
        // A NaN stays one and ends the episode, here as below.
        if random.uniform() < amount.actionNoise, !block.action[lane].isNaN {
          space.writeRandom(to: LaneWriter(block.action + lane, stride: stride), using: &random)
        }
      case .continuous(let components):
        fill(
          noise.base + lane, count: components.count, scale: amount.actionNoise, lane: lane,
          step: steps[lane], domain: .actionNoise)
        for (k, component) in components.enumerated() {
          let half = (component.high - component.low) / 2
          let action = block.action[k * stride + lane] + half * noise.base[k * stride + lane]
          block.action[k * stride + lane] =
            action < component.low
            ? component.low : action > component.high ? component.high : action
        }
      }
    }
  }

  private func fill(
    _ column: UnsafeMutablePointer<Float>, count: Int, scale: Float, lane: Int, step: Int32,
    domain: Random.Domain
  ) {
    let stream = ck_stream(seed: seeds.base[lane], leaf: domain.rawValue, generation: 0)
    ck_normal_lane(column, count, stream, UInt32(bitPattern: step), scale, nil, stride)
  }
}
