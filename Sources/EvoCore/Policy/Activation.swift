import CKernels

/// The nonlinearity between layers.
public enum Activation: String, Sendable, CaseIterable {
  case tanh, relu, sigmoid, silu, identity

  var kernel: Int32 {
    switch self {
    case .tanh: Int32(CK_TANH)
    case .relu: Int32(CK_RELU)
    case .sigmoid: Int32(CK_SIGMOID)
    case .silu: Int32(CK_SILU)
    case .identity: Int32(CK_IDENTITY)
    }
  }

  /// Standard deviation of an initial weight times the square root of the fan-in.
  var gain: Float {
    switch self {
    case .relu, .silu: 1.414_213_5
    case .tanh, .sigmoid, .identity: 1
    }
  }
}
