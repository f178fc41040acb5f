import CKernels
import EvoCore
import EvoTestSupport
import Testing

@Suite("Convolutions")
struct ConvolutionTests {
  @Test("LeNet has the sizes that are known of it")
  func leNet() throws {
    let stack = try #require(
      ConvolutionStack(
        [
          Convolution(channels: 6, kernel: 5, padding: 2, pool: 2),
          Convolution(channels: 16, kernel: 5, pool: 2),
        ], on: PictureShape(channels: 1, height: 28, width: 28)))
    #expect(stack.outputCount == 400)
    let network = Network(
      widths: [784, 120, 84, 10], activation: .tanh, convolutions: stack)
    #expect(network.parameterCount == 61_706)
    #expect(
      network.leaves.map(\.name)
        == (0..<5).flatMap { ["layers.\($0).weight", "layers.\($0).bias"] })
    #expect(network.layers.map(\.outputs) == [6, 16, 120, 84, 10])
    #expect(network.layers.map(\.inputs) == [25, 150, 400, 120, 84])
    #expect(network.layers.map(\.positions) == [784, 100, 1, 1, 1])
  }

  @Test("what is larger than the picture is no convolution of it")
  func tooLarge() {
    let picture = PictureShape(channels: 1, height: 8, width: 6)
    func fits(_ layers: Convolution...) -> Bool { ConvolutionStack(layers, on: picture) != nil }
    #expect(fits(Convolution(channels: 1, kernel: 6)))
    #expect(!fits(Convolution(channels: 1, kernel: 7)))
    #expect(fits(Convolution(channels: 1, kernel: 7, padding: 1)))
    #expect(fits(Convolution(channels: 1, kernel: 5, pool: 2)))
    #expect(!fits(Convolution(channels: 1, kernel: 5, pool: 3)))
    #expect(
      !fits(Convolution(channels: 1, kernel: 5, pool: 2), Convolution(channels: 1, kernel: 2)))
  }

  @Test("the largest of a square is kept, a NaN stays one, and what is left at the edges goes")
  func pooling() {
    KernelVariant.forEach { variant in
      let x = LaneMatrix(rows: 2 * 3 * 5, stride: 16) { 0 }
      for row in 0..<30 { for lane in 0..<16 { x.base[row * 16 + lane] = Float(row - lane) } }
      x.base[6 * 16 + 3] = .nan
      x.base[14 * 16 + 4] = .nan
      let y = LaneMatrix(rows: 4, stride: 16) { 0 }
      ck_max_pool(x.base, y.base, 2, 3, 5, 2, 16, 16)
      for lane in 0..<16 {
        let found = (0..<4).map { y.base[$0 * 16 + lane] }
        // Rows 0, 1, 5, 6; 2, 3, 7, 8; and the same of the second channel.
        let expected: [Float] = [6, 8, 21, 23].map { $0 - Float(lane) }
        for (k, (found, expected)) in zip(found, expected).enumerated() {
          if lane == 3, k == 0 {
            #expect(found.isNaN, "\(variant)")
          } else {
            #expect(found == expected, "\(variant)")
          }
        }
      }
    }
  }

  @Test("a network whose convolutions differ did not grow from another")
  func growth() {
    func network(_ channels: Int, hidden: Int = 4) -> Network {
      Network(
        widths: [16, hidden, 2], activation: .relu,
        convolutions: ConvolutionStack(
          [Convolution(channels: channels, kernel: 3)],
          on: PictureShape(channels: 1, height: 4, width: 4)))
    }
    #expect(network(2, hidden: 6).extends(network(2)))
    #expect(!network(3).extends(network(2)))
    #expect(!Network(widths: [16, 4, 2], activation: .relu).extends(network(2)))
  }
}
