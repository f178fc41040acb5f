import EvoCore

extension Activation {
  /// The readable twin of the kernels' activations, one number at a time: the same operations in the
  /// same order, so the same bits.
  public func scalar(_ x: Float) -> Float {
    switch self {
    case .identity: x
    case .tanh: Self.scalarTanh(x)
    case .relu: x < 0 ? 0 : x
    case .sigmoid: Self.scalarSigmoid(x)
    case .silu: x * Self.scalarSigmoid(x)
    }
  }

  private static func scalarSigmoid(_ x: Float) -> Float {
    Float(0.5).addingProduct(scalarTanh(x * 0.5), 0.5)
  }

  /// x P(x^2) / Q(x^2), clamped to [-1, 1].
  private static func scalarTanh(_ x: Float) -> Float {
    let t = clamp(x, to: 9.1)
    let u = t * t
    var p: Float = 1.779_722_331_198_167_5e-11
    p = Float(-1.259_874_516_734_798_6e-08).addingProduct(p, u)
    p = Float(9.206_200_717_348_276e-06).addingProduct(p, u)
    p = Float(0.002_914_020_877_941_349).addingProduct(p, u)
    p = Float(0.129_129_493_407_215_55).addingProduct(p, u)
    p = Float(0.999_999_934_868_770_9).addingProduct(p, u)
    var q: Float = 0.000_227_170_153_106_808_85
    q = Float(0.023_735_544_948_310_924).addingProduct(q, u)
    q = Float(0.462_462_282_956_684_2).addingProduct(q, u)
    q = Float(1).addingProduct(q, u)
    return clamp(t * p / q, to: 1)
  }

  /// A NaN passes through: comparisons with it are false.
  private static func clamp(_ x: Float, to limit: Float) -> Float {
    x > limit ? limit : x < -limit ? -limit : x
  }
}
