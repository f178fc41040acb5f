import CKernels

/// What keeps a continuous action inside its bounds.
public enum Squash: String, Sendable, CaseIterable {
  /// Smooth; the bounds are never quite reached.
  case tanh
  /// To [-1, 1]: full force is within reach of small weights, which walkers like.
  case clip
}

/// Turns the network's outputs into actions.
public enum ActionHead: Sendable, Equatable {
  /// The index of the largest output, the lowest on a tie; NaN where an output is, which fails the
  /// episode as a continuous action of NaN does.
  case discrete(choices: Int)
  /// `middle + half * squash(output)`: inside the bounds by construction.
  case continuous(middle: [Float], half: [Float], squash: Squash)
  /// `mean + deviation * output`: the value that a regression predicts.
  case value(mean: Float, deviation: Float)

  /// The head that fits an action space.
  public init(_ space: ActionSpace, squash: Squash = .tanh) {
    switch space {
    case .discrete(let choices):
      self = .discrete(choices: choices.count)
    case .continuous(let components):
      self = .continuous(
        middle: components.map { ($0.high + $0.low) / 2 },
        half: components.map { ($0.high - $0.low) / 2 }, squash: squash)
    }
  }

  /// What bounds continuous actions; tanh where there are none.
  public var squash: Squash {
    if case .continuous(_, _, let squash) = self { squash } else { .tanh }
  }

  public var outputCount: Int {
    switch self {
    case .discrete(let choices): choices
    case .continuous(let middle, _, _): middle.count
    case .value: 1
    }
  }

  func apply(
    _ output: UnsafePointer<Float>, to action: UnsafeMutablePointer<Float>, lanes: Int, stride: Int
  ) {
    switch self {
    case .discrete(let choices):
      ck_argmax(output, action, choices, lanes, stride)
    case .continuous(let middle, let half, .clip):
      ck_clip(output, action, middle, half, middle.count, lanes, stride)
    case .continuous(let middle, let half, .tanh):
      ck_squash(output, action, middle, half, middle.count, lanes, stride)
    case .value(let mean, let deviation):
      for lane in 0..<lanes { action[lane] = mean + deviation * output[lane] }
    }
  }
}
