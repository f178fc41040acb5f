import CKernels
import EvoCore
import EvoTestSupport
import Testing

/// The kernels against their scalar twin, for every instruction set of this machine.
@Suite("Forward kernels", .serialized)
struct KernelForwardTests {
  /// One whole group of lanes, and a second one with a whole panel and a remainder.
  static let lanes = Int(CK_FORWARD_LANES) + 48
  static let stride = Int(CK_FORWARD_LANES) + 64
  /// The lanes that are compared: some of every vector.
  static let compared = Array(0..<16) + Array(Swift.stride(from: 19, to: lanes, by: 5))

  enum Noise: CaseIterable, Sendable { case none, lowRank, dense }

  @Test(
    "a layer of any size equals the scalar twin bit for bit",
    arguments: Noise.allCases, Activation.allCases)
  func layers(noise: Noise, activation: Activation) {
    var random = Random(test: 1)
    // All remainders of the tiles (3, 6 and 8 rows), then odd sizes.
    var sizes = (1...18).map { (1 + random.index(below: 9), $0) }
    sizes += (0..<10).map { _ in (1 + random.index(below: 70), 1 + random.index(below: 70)) }
    for (inputs, outputs) in sizes {
      expectEqual(
        Layer(
          inputs: inputs, outputs: outputs,
          rank: noise == .lowRank ? 1 + random.index(below: 4) : 0,
          isDense: noise == .dense, activation: activation, isScaled: random.index(below: 2) == 0,
          hasBias: random.index(below: 4) > 0, random: &random))
    }
  }

  @Test("a lane whose input is not finite does not touch its neighbors")
  func neighbors() {
    var random = Random(test: 2)
    var layer = Layer(
      inputs: 9, outputs: 7, rank: 2, isDense: false, activation: .tanh, isScaled: false,
      hasBias: true, random: &random)
    layer.x[5][3] = .nan
    layer.x[6][0] = .infinity
    layer.x[7][8] = 3e38
    expectEqual(layer)
  }

  private func expectEqual(_ layer: Layer) {
    let expected = Self.compared.map { bits(layer.scalar($0)(layer.x[$0])) }
    KernelVariant.forEach { variant in
      let found = layer.run()
      for (lane, expected) in zip(Self.compared, expected) where bits(found[lane]) != expected {
        Issue.record("\(variant), lane \(lane), \(layer.inputs) x \(layer.outputs)")
        return
      }
    }
  }
}

/// A layer whose every lane holds numbers of its own.
private struct Layer {
  static let lanes = KernelForwardTests.lanes
  let inputs, outputs, rank: Int
  let activation: Activation
  let weight: [Float]
  var x: [[Float]]
  let a, b: [[Float]]
  let dense, bias, scale, shift: [[Float]]?

  init(
    inputs: Int, outputs: Int, rank: Int, isDense: Bool, activation: Activation, isScaled: Bool,
    hasBias: Bool, random: inout Random
  ) {
    func columns(_ count: Int) -> [[Float]] {
      (0..<Self.lanes).map { _ in (0..<count).map { _ in random.bell() } }
    }
    self.inputs = inputs
    self.outputs = outputs
    self.rank = rank
    self.activation = activation
    weight = (0..<inputs * outputs).map { _ in random.bell() }
    x = columns(inputs)
    a = columns(outputs * rank)
    b = columns(inputs * rank)
    dense = isDense ? columns(inputs * outputs) : nil
    bias = hasBias ? columns(outputs) : nil
    scale = isScaled ? columns(outputs) : nil
    shift = isScaled ? columns(outputs) : nil
  }

  func scalar(_ lane: Int) -> ScalarLayer {
    var layer = ScalarLayer(inputs: inputs, outputs: outputs, weight: weight)
    layer.activation = activation
    layer.rank = rank
    layer.a = a[lane]
    layer.b = b[lane]
    layer.dense = dense?[lane]
    layer.bias = bias?[lane]
    layer.scale = scale?[lane]
    layer.shift = shift?[lane]
    return layer
  }

  func run() -> [[Float]] {
    let xs = matrix(x)
    let ys = LaneMatrix(rows: outputs, stride: KernelForwardTests.stride)
    let factorA = matrix(a)
    let factorB = matrix(b)
    let denses = matrix(dense)
    let biases = matrix(bias)
    let scales = matrix(scale)
    let shifts = matrix(shift)
    let scratch = AlignedBuffer<Float>(
      count: max(rank, 1) * Int(CK_FORWARD_LANES), filledWith: .nan)
    weight.withUnsafeBufferPointer { weight in
      var layer = ck_layer()
      layer.inputs = Int32(inputs)
      layer.outputs = Int32(outputs)
      layer.rank = Int32(rank)
      layer.activation = kernelActivation(activation)
      layer.weight = weight.baseAddress
      if rank > 0 {
        layer.a = UnsafePointer(factorA.base)
        layer.b = UnsafePointer(factorB.base)
      }
      if dense != nil { layer.dense = UnsafePointer(denses.base) }
      if bias != nil { layer.bias = UnsafePointer(biases.base) }
      if scale != nil {
        layer.scale = UnsafePointer(scales.base)
        layer.shift = UnsafePointer(shifts.base)
      }
      ck_forward(
        &layer, xs.base, ys.base, scratch.base, Self.lanes, KernelForwardTests.stride)
    }
    return (0..<Self.lanes).map(ys.column)
  }

  private func matrix(_ columns: [[Float]]?) -> LaneMatrix {
    let matrix = LaneMatrix(rows: columns?[0].count ?? 0, stride: KernelForwardTests.stride)
    for (lane, column) in (columns ?? []).enumerated() { matrix.setColumn(lane, to: column) }
    return matrix
  }
}

func kernelActivation(_ activation: Activation) -> Int32 {
  switch activation {
  case .identity: Int32(CK_IDENTITY)
  case .tanh: Int32(CK_TANH)
  case .relu: Int32(CK_RELU)
  case .sigmoid: Int32(CK_SIGMOID)
  case .silu: Int32(CK_SILU)
  }
}
