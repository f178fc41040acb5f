/// A policy without its numbers: what a policy file says of it, what a configuration asks for, and
/// what the two are compared by when a training begins with a saved policy.
public struct NetworkRecord: Sendable, Equatable {
  /// Inputs, hidden sizes, outputs.
  public var widths: [Int]
  public var activation: Activation
  public var hidden: HiddenKind
  /// The largest absolute value of a normalized observation; nil when observations go in as they are.
  public var observationClip: Float?
  public var head: ActionHead
  /// What stands before the hidden layers; nil for none.
  public var convolutions: ConvolutionStack?

  public init(
    widths: [Int], activation: Activation, hidden: HiddenKind, observationClip: Float?,
    head: ActionHead, convolutions: ConvolutionStack? = nil
  ) {
    self.widths = widths
    self.activation = activation
    self.hidden = hidden
    self.observationClip = observationClip
    self.head = head
    self.convolutions = convolutions
  }

  public init(_ policy: Policy) {
    self.init(
      widths: policy.network.widths, activation: policy.network.activation,
      hidden: policy.network.hidden, observationClip: policy.normalizer?.limit, head: policy.head,
      convolutions: policy.network.convolutions)
  }

  /// The network that it describes.
  public var network: Network {
    Network(widths: widths, activation: activation, hidden: hidden, convolutions: convolutions)
  }
}
