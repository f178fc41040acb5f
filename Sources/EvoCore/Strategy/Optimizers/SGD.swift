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

  public var state: [NamedVector<Float>] {
    get { [NamedVector(name: "velocity", values: velocity)] }
    set { velocity = newValue.values(of: "velocity") }
  }
}

extension OptimizerMethod {
  public static let sgd = OptimizerMethod(
    name: "sgd", options: [OptionDeclaration(.momentum)]
  ) { settings in
    SGD(
      parameterCount: settings.parameterCount, momentum: settings.options[.momentum],
      weightDecay: settings.weightDecay)
  }
}

extension OwnOption where Value == Double {
  public static var momentum: Self {
    OwnOption("momentum", 0.9, OptimizerMethod.decay, "share of the last step that is kept")
  }
}
