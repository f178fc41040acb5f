import CKernels

/// The shape of a picture, whose numbers lie channel by channel and row by row.
public struct PictureShape: Sendable, Equatable {
  public var channels: Int
  public var height: Int
  public var width: Int

  public init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Numbers of a picture.
  public var count: Int { channels * height * width }
}

/// A layer that looks at every place of a picture with the same weights, and what is kept of it.
public struct Convolution: Sendable, Equatable {
  /// Pictures that come out.
  public var channels: Int
  /// Side of the square that a weight matrix sees at a time.
  public var kernel: Int
  /// Rows and columns of zeros around the picture.
  public var padding: Int
  /// Side of the squares of which the largest number is kept; 1 keeps all.
  public var pool: Int

  public init(channels: Int, kernel: Int, padding: Int = 0, pool: Int = 1) {
    self.channels = channels
    self.kernel = kernel
    self.padding = padding
    self.pool = pool
  }
}

/// The convolutions before the other layers of a network, and the pictures that they are for.
public struct ConvolutionStack: Sendable, Equatable {
  public let picture: PictureShape
  public let layers: [Convolution]
  /// Where each layer looks.
  let windows: [ConvolutionWindow]

  /// - Returns: nil where the picture that a layer meets is smaller than its kernel, or what comes out of
  ///   it smaller than the squares of which one number is kept.
  public init?(_ layers: [Convolution], on picture: PictureShape) {
    self.picture = picture
    self.layers = layers
    var windows: [ConvolutionWindow] = []
    var shape = picture
    for layer in layers {
      guard let window = ConvolutionWindow(layer, on: shape) else { return nil }
      windows.append(window)
      shape = window.pooled
    }
    self.windows = windows
  }

  /// Numbers that come out of the last convolution.
  public var outputCount: Int { (windows.last?.pooled ?? picture).count }
}

/// Where one convolution looks in the pictures that it meets.
///
/// A weight matrix has a row for each channel that comes out, and along a row the square of the first
/// channel that goes in, row by row, then that of the next. So low-rank noise on it is noise on the
/// matrix of an unfolded picture, and nothing else in the program has to know of convolutions.
package struct ConvolutionWindow: Sendable, Equatable {
  package let layer: Convolution
  package let input: PictureShape
  /// The input with its rim of zeros.
  package let padded: PictureShape
  /// What comes out, before and after some of it is left out.
  package let output: PictureShape
  package let pooled: PictureShape
  /// For each place in the output, the number of the upper left pixel of its square in `padded`; and for
  /// each weight of a row, how far its pixel is from there.
  let origins: [Int32]
  let offsets: [Int32]

  init?(_ layer: Convolution, on input: PictureShape) {
    func shape(_ channels: Int, _ side: (Int) -> Int) -> PictureShape {
      PictureShape(channels: channels, height: side(input.height), width: side(input.width))
    }
    let padded = shape(input.channels) { $0 + 2 * layer.padding }
    let output = shape(layer.channels) { $0 + 2 * layer.padding - layer.kernel + 1 }
    guard output.height >= layer.pool, output.width >= layer.pool else { return nil }
    self.layer = layer
    self.input = input
    self.padded = padded
    self.output = output
    pooled = PictureShape(
      channels: layer.channels, height: output.height / layer.pool,
      width: output.width / layer.pool)
    origins = (0..<output.height).flatMap { row in
      (0..<output.width).map { column in Int32(row * padded.width + column) }
    }
    offsets = (0..<input.channels).flatMap { channel in
      (0..<layer.kernel).flatMap { row in
        (0..<layer.kernel).map { column in
          Int32((channel * padded.height + row) * padded.width + column)
        }
      }
    }
  }

  /// Weights that each channel of the output has.
  var patch: Int { offsets.count }
  var positions: Int { origins.count }

  /// For each row of pixels of the input, its first number there and in `padded`.
  func forEachRow(_ body: (_ from: Int, _ to: Int) -> Void) {
    for channel in 0..<input.channels {
      for row in 0..<input.height {
        body(
          (channel * input.height + row) * input.width,
          (channel * padded.height + row + layer.padding) * padded.width + layer.padding)
      }
    }
  }
}

/// A convolution's window with the memory that kernels read: for one block of lanes.
final class WindowBlock {
  let window: ConvolutionWindow
  let stride: Int
  private let origins: AlignedBuffer<Int32>
  private let offsets: AlignedBuffer<Int32>
  /// The input with its rim of zeros; empty where there is none.
  private let padded: AlignedBuffer<Float>

  init(_ window: ConvolutionWindow, stride: Int) {
    self.window = window
    self.stride = stride
    origins = AlignedBuffer(count: window.origins.count, filledWith: 0)
    offsets = AlignedBuffer(count: window.offsets.count, filledWith: 0)
    origins.base.update(from: window.origins, count: window.origins.count)
    offsets.base.update(from: window.offsets, count: window.offsets.count)
    let hasRim = window.layer.padding > 0
    padded = AlignedBuffer(count: hasRim ? window.padded.count * stride : 0, filledWith: 0)
  }

  /// Where the layer finds the pictures once they have been padded: in place where they have no rim.
  func pictures(_ input: UnsafePointer<Float>) -> UnsafePointer<Float> {
    padded.count > 0 ? UnsafePointer(padded.base) : input
  }

  /// Puts the pictures of some lanes into their rim.
  func pad(_ input: UnsafePointer<Float>, lanes: Range<Int>) {
    guard padded.count > 0 else { return }
    window.forEachRow { from, to in
      for column in 0..<window.input.width {
        (padded.base + (to + column) * stride + lanes.lowerBound).update(
          from: input + (from + column) * stride + lanes.lowerBound, count: lanes.count)
      }
    }
  }

  /// The layer's sums at every position, from pictures with their rim.
  func convolve(
    _ layer: inout ck_layer, _ input: UnsafePointer<Float>,
    into output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, lanes: Int
  ) {
    var places = ck_window(
      positions: Int32(window.positions), origins: origins.base, offsets: offsets.base)
    ck_convolve(&layer, &places, input, output, scratch, lanes, stride)
  }

  /// Keeps the largest number of each square.
  func pool(
    _ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, lanes: Int
  ) {
    let shape = window.output
    ck_max_pool(
      input, output, shape.channels, shape.height, shape.width, window.layer.pool, lanes, stride)
  }
}
