import EvoCore

/// Rows of lanes, as the kernels want them: element k of lane j at `base[k * stride + j]`.
public final class LaneMatrix {
  public let rows: Int
  public let stride: Int
  private let memory: AlignedBuffer<Float>

  public var base: UnsafeMutablePointer<Float> { memory.base }

  /// Every element is `value`; NaN shows what was never written.
  public init(rows: Int, stride: Int, filledWith value: Float = .nan) {
    self.rows = rows
    self.stride = stride
    memory = AlignedBuffer(count: rows * stride, filledWith: value)
  }

  /// Each element made by `make`, row by row.
  public convenience init(rows: Int, stride: Int, _ make: () -> Float) {
    self.init(rows: rows, stride: stride)
    for i in 0..<rows * stride { base[i] = make() }
  }

  public func column(_ lane: Int) -> [Float] { (0..<rows).map { base[$0 * stride + lane] } }

  public func setColumn(_ lane: Int, to values: [Float]) {
    for (k, value) in values.enumerated() { base[k * stride + lane] = value }
  }
}

/// The bits of numbers, for comparisons in which NaN equals itself and 0 differs from -0.
public func bits(_ values: some Sequence<Float>) -> [UInt32] {
  // Which NaN an operation gives is the processor's business.
  values.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
}

extension Random {
  public init(test seed: UInt64) { self.init(seed: seed, domain: .probe) }

  /// A roughly normal number: tests need spread and sign, not a distribution.
  public mutating func bell() -> Float {
    (0..<4).reduce(Float(0)) { sum, _ in sum + uniform(-1, 1) }
  }
}
