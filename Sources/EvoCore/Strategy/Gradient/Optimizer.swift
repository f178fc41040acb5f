/// Moves parameters along an ascent direction.
///
/// A value with explicit state: a copy of it is a checkpoint of it.
public protocol Optimizer: Sendable {
  /// Moves `parameters` uphill. `gradient` is an estimate of the gradient of the fitness.
  mutating func step(_ parameters: inout [Float], along gradient: [Float], learningRate: Double)

  /// The state by name, in a fixed order, for checkpoints.
  var state: [(name: String, values: [Float])] { get set }
  /// How many steps were taken.
  var stepCount: Int { get set }
}

/// Gradient ascent with momentum: `v = momentum v + g; w += lr v`, with coupled weight decay
/// (`g - decay * w` takes the place of g), as PyTorch's SGD.
public struct SGD: Optimizer {
  public var momentum: Double
  public var weightDecay: Double
  public var stepCount = 0
  private var velocity: [Float]

  public init(parameterCount: Int, momentum: Double, weightDecay: Double) {
    self.momentum = momentum
    self.weightDecay = weightDecay
    velocity = [Float](repeating: 0, count: parameterCount)
  }

  public mutating func step(
    _ parameters: inout [Float], along gradient: [Float], learningRate: Double
  ) {
    stepCount += 1
    for i in parameters.indices {
      let slope = Double(gradient[i]) - weightDecay * Double(parameters[i])
      let v = momentum * Double(velocity[i]) + slope
      velocity[i] = Float(v)
      parameters[i] = Float(Double(parameters[i]) + learningRate * v)
    }
  }

  public var state: [(name: String, values: [Float])] {
    get { [("velocity", velocity)] }
    set { velocity = newValue[0].values }
  }
}

/// ClipUp (Toklu, Liskowski and Srivastava 2020, algorithm 1): momentum over normalized gradients,
/// `v = momentum v + lr g / |g|; w += v`, where |v| is clipped to twice the learning rate, the
/// authors' ratio. The step has the same length whatever the scale of the fitness is. Weight decay is
/// coupled, as in `SGD`.
public struct ClipUp: Optimizer {
  public var momentum: Double
  public var weightDecay: Double
  public var stepCount = 0
  private var velocity: [Float]

  /// The longest step, in learning rates.
  private static let speedLimit = 2.0

  public init(parameterCount: Int, momentum: Double, weightDecay: Double) {
    self.momentum = momentum
    self.weightDecay = weightDecay
    velocity = [Float](repeating: 0, count: parameterCount)
  }

  public mutating func step(
    _ parameters: inout [Float], along gradient: [Float], learningRate: Double
  ) {
    stepCount += 1
    let slope = parameters.indices.map {
      Double(gradient[$0]) - weightDecay * Double(parameters[$0])
    }
    let steepness = norm(slope)
    let scale = steepness > 0 ? learningRate / steepness : 0
    let wanted = slope.indices.map { momentum * Double(velocity[$0]) + scale * slope[$0] }
    let (speed, limit) = (norm(wanted), Self.speedLimit * learningRate)
    let brake = speed > limit ? limit / speed : 1
    for i in parameters.indices {
      velocity[i] = Float(brake * wanted[i])
      parameters[i] = Float(Double(parameters[i]) + Double(velocity[i]))
    }
  }

  public var state: [(name: String, values: [Float])] {
    get { [("velocity", velocity)] }
    set { velocity = newValue[0].values }
  }
}

/// Adam (Kingma and Ba 2015, algorithm 1), or AdamW (Loshchilov and Hutter 2019) when the weight
/// decay is decoupled from the gradient.
public struct Adam: Optimizer {
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double
  public var weightDecay: Double
  /// AdamW: decay acts on the parameters directly, scaled by the learning rate.
  public var isDecoupled: Bool
  public var stepCount = 0
  private var firstMoment: [Float]
  private var secondMoment: [Float]

  public init(
    parameterCount: Int, beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double,
    isDecoupled: Bool
  ) {
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
    firstMoment = [Float](repeating: 0, count: parameterCount)
    secondMoment = firstMoment
  }

  public mutating func step(
    _ parameters: inout [Float], along gradient: [Float], learningRate: Double
  ) {
    stepCount += 1
    let correction1 = 1 - power(beta1, stepCount)
    let correction2 = 1 - power(beta2, stepCount)
    for i in parameters.indices {
      let w = Double(parameters[i])
      let g = Double(gradient[i]) - (isDecoupled ? 0 : weightDecay * w)
      let m = beta1 * Double(firstMoment[i]) + (1 - beta1) * g
      let v = beta2 * Double(secondMoment[i]) + (1 - beta2) * g * g
      firstMoment[i] = Float(m)
      secondMoment[i] = Float(v)
      let direction = m / correction1 / ((v / correction2).squareRoot() + epsilon)
      parameters[i] = Float(w + learningRate * (direction - (isDecoupled ? weightDecay * w : 0)))
    }
  }

  /// base^exponent by squaring: unlike libm's pow, the same bits on every machine.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }

  public var state: [(name: String, values: [Float])] {
    get { [("first_moment", firstMoment), ("second_moment", secondMoment)] }
    set {
      firstMoment = newValue[0].values
      secondMoment = newValue[1].values
    }
  }
}
