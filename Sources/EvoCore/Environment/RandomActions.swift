extension ActionSpace {
  /// Writes a uniformly random action: one of the choices, or a point inside the bounds.
  @inlinable
  public func writeRandom(to action: LaneWriter, using random: inout Random) {
    switch self {
    case .discrete(let choices):
      action[0] = Float(random.index(below: choices.count))
    case .continuous(let components):
      for (k, component) in components.enumerated() {
        action[k] = random.uniform(component.low, component.high)
      }
    }
  }
}

/// What a policy does that knows nothing: uniformly random actions, one after the other.
public struct RandomActions {
  private let space: ActionSpace
  private var random: Random

  public init(_ space: ActionSpace, seed: UInt64) {
    self.space = space
    random = Random(seed: seed, domain: .randomAction)
  }

  /// Writes the next action.
  public mutating func write(to action: LaneWriter) {
    space.writeRandom(to: action, using: &random)
  }

  /// The next action.
  public mutating func next() -> [Float] {
    var action = [Float](repeating: 0, count: space.width)
    action.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      write(to: LaneWriter(base, stride: 1))
    }
    return action
  }
}
