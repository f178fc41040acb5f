/// An opaque picture as plain memory: row after row from the top, each pixel 0xFFRRGGBB.
public struct Bitmap: Sendable, Equatable {
  public let width: Int
  public let height: Int
  public let pixels: [UInt32]

  /// `pixels` holds `width * height` values.
  public init(width: Int, height: Int, pixels: [UInt32]) {
    precondition(pixels.count == width * height, "a bitmap needs one pixel per place")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The pixel in column `x` from the left and row `y` from the top.
  public subscript(x: Int, y: Int) -> UInt32 { pixels[y * width + x] }
}
