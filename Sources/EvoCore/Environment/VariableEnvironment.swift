/// A constant of an environment that a training may vary from episode to episode.
public struct EnvironmentConstant: Sendable, Equatable {
  public var name: String
  /// The value in the environment as everybody knows it.
  public var value: Float
  public var unit: String

  public init(_ name: String, _ value: Float, unit: String) {
    self.name = name
    self.value = value
    self.unit = unit
  }
}

/// An environment some of whose constants can be changed.
public protocol VariableEnvironment: Environment {
  static var constants: [EnvironmentConstant] { get }

  /// Sets one of `constants`, by its index.
  mutating func set(constant index: Int, to value: Float)
}

/// Where a constant is drawn from, uniformly and anew in every episode (domain randomization, Tobin
/// et al. 2017).
public struct ConstantRange: Sendable, Equatable {
  public var name: String
  public var low: Float
  public var high: Float

  public init(_ name: String, low: Float, high: Float) {
    self.name = name
    self.low = low
    self.high = high
  }
}

/// An environment that draws its constants at the start of each episode, after its start state: that
/// one is what it would be without.
public struct VariedEnvironment<Base: VariableEnvironment>: Environment {
  public private(set) var base: Base
  private let draws: [(index: Int, low: Float, high: Float)]

  /// - Parameter ranges: those whose names the environment does not have are passed over.
  public init(_ base: Base, ranges: [ConstantRange]) {
    self.base = base
    draws = ranges.compactMap { range in
      Base.constants.firstIndex { $0.name == range.name }.map { ($0, range.low, range.high) }
    }
  }

  public var spec: EnvironmentSpec { base.spec }

  public mutating func reset(random: inout Random, observation: LaneWriter) {
    base.reset(random: &random, observation: observation)
    for draw in draws {
      base.set(constant: draw.index, to: random.uniform(draw.low, draw.high))
    }
  }

  public mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    base.step(action: action, observation: observation)
  }

  public mutating func measure(to values: LaneWriter) { base.measure(to: values) }
}

/// The constants are drawn by `reset`.
extension VariedEnvironment: ResumableEnvironment where Base: ResumableEnvironment {
  public static var savedCount: Int { Base.savedCount }

  public func save(to numbers: LaneWriter) { base.save(to: numbers) }

  public mutating func restore(from numbers: LaneReader, observation: LaneWriter) {
    base.restore(from: numbers, observation: observation)
  }
}
