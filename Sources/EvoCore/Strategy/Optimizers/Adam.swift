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

  public var state: [NamedVector<Float>] {
    get {
      [
        NamedVector(name: "first_moment", values: firstMoment),
        NamedVector(name: "second_moment", values: secondMoment),
      ]
    }
    set {
      firstMoment = newValue.values(of: "first_moment")
      secondMoment = newValue.values(of: "second_moment")
    }
  }
}

extension OptimizerMethod {
  public static let adam = OptimizerMethod(name: "adam", options: Adam.options) {
    Adam($0, isDecoupled: false)
  }

  public static let adamw = OptimizerMethod(name: "adamw", options: Adam.options) {
    Adam($0, isDecoupled: true)
  }
}

extension Adam {
  fileprivate static let options = [
    OptionDeclaration(.beta1), OptionDeclaration(.beta2), OptionDeclaration(.epsilon),
  ]

  fileprivate init(_ settings: OptimizerSettings, isDecoupled: Bool) {
    self.init(
      parameterCount: settings.parameterCount, beta1: settings.options[.beta1],
      beta2: settings.options[.beta2], epsilon: settings.options[.epsilon],
      weightDecay: settings.weightDecay, isDecoupled: isDecoupled)
  }
}

extension OwnOption where Value == Double {
  public static var beta1: Self {
    OwnOption("beta1", 0.9, OptimizerMethod.decay, "decay of the first moment")
  }

  public static var beta2: Self {
    OwnOption("beta2", 0.999, OptimizerMethod.decay, "decay of the second moment")
  }

  public static var epsilon: Self {
    OwnOption("epsilon", 1e-8, .number(1e-12...1), "added to the root of the second moment")
  }
}
