/// What the hidden layers of a network are; the last layer is always dense.
public enum HiddenKind: Sendable, CaseIterable {
  case dense
  /// With layer normalization.
  case layerNormed
  /// With virtual batch normalization.
  case batchNormed

  /// What not every kind of layer lends itself to.
  public enum Use: Sendable, CaseIterable {
    /// Lanes that are samples of a data set, all of one member: nothing in a layer may be measured or
    /// remembered per lane.
    case data
    /// Derivatives, for the gradients of experiments and for safe mutation.
    case derivatives
  }

  public func allows(_ use: Use) -> Bool {
    switch (self, use) {
    case (.dense, _), (.layerNormed, _), (.batchNormed, .derivatives): true
    case (.batchNormed, .data): false
    }
  }

  /// Whether a policy brings a reference batch, on which its layers are measured.
  public var needsReference: Bool { self == .batchNormed }
}
