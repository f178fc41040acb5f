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

  public var state: [NamedVector<Float>] {
    get { [NamedVector(name: "velocity", values: velocity)] }
    set { velocity = newValue.values(of: "velocity") }
  }
}

extension OptimizerMethod {
  public static let clipup = OptimizerMethod(
    // The length of a step.
    name: "clipup", learningRate: 0.15, options: [OptionDeclaration(.momentum)]
  ) { settings in
    ClipUp(
      parameterCount: settings.parameterCount, momentum: settings.options[.momentum],
      weightDecay: settings.weightDecay)
  }
}
