import EvoDraw

/// How often each color occurs in pictures.
///
/// Colors are told apart by 6 bits of each component.
struct ColorCount {
  /// Of each color that may be: the sums of its components, and how often it was found.
  private var bins = [SIMD4<Int>](repeating: .zero, count: Palette.binCount)

  mutating func add(_ bitmap: Bitmap) {
    bins.withUnsafeMutableBufferPointer { bins in
      for pixel in bitmap.pixels {
        bins[Palette.bin(of: pixel)] &+= SIMD4(
          Int(pixel >> 16 & 0xff), Int(pixel >> 8 & 0xff), Int(pixel & 0xff), 1)
      }
    }
  }

  /// At most `limit` colors for all that were counted, each the mean of those that it stands for.
  ///
  /// Median cut (Heckbert 1982, "Color Image Quantization for Frame Buffer Display"), where the part
  /// with the largest sum of squared distances is cut next, at its mean.
  func palette(limit: Int) -> Palette {
    let found = bins.indices.filter { bins[$0].w > 0 }
    let colors = found.map { index in
      let bin = SIMD4<Double>(bins[index])
      return Part.Color(weight: bin.w, value: SIMD3(bin.x, bin.y, bin.z) / bin.w)
    }
    var parts = [Part(colors)]
    while parts.count < limit {
      let widest = parts.indices.max { parts[$0].spread < parts[$1].spread }
      guard let widest, let (low, high) = parts[widest].cut() else { break }
      parts[widest] = low
      parts.append(high)
    }
    return Palette(colors: parts.map(\.mean), bins: found)
  }

  /// Colors that one color is to stand for.
  private struct Part {
    struct Color {
      var weight: Double
      var value: SIMD3<Double>
    }

    let colors: [Color]
    let mean: SIMD3<Double>
    /// The sum of squared distances from the mean, of each component.
    let spreads: SIMD3<Double>

    var spread: Double { spreads.sum() }

    init(_ colors: [Color]) {
      self.colors = colors
      let weight = colors.reduce(0) { $0 + $1.weight }
      let mean = colors.reduce(SIMD3()) { $0 + $1.weight * $1.value } / max(weight, 1)
      self.mean = mean
      spreads = colors.reduce(SIMD3()) { sum, color in
        let distance = color.value - mean
        return sum + color.weight * distance * distance
      }
    }

    /// Cut at the mean of the component that differs most; nil for a single color.
    func cut() -> (low: Part, high: Part)? {
      guard let component = (0..<3).max(by: { spreads[$0] < spreads[$1] }),
        spreads[component] > 0
      else { return nil }
      let low = colors.filter { $0.value[component] <= mean[component] }
      let high = colors.filter { $0.value[component] > mean[component] }
      return low.isEmpty || high.isEmpty ? nil : (Part(low), Part(high))
    }
  }
}

/// Colors that pictures are reduced to.
struct Palette: Sendable {
  let colors: [SIMD3<UInt8>]
  /// The nearest color of every bin that was counted, -1 of the others.
  private var table = [Int16](repeating: -1, count: Self.binCount)

  /// - Parameter bins: those that most pixels will be in.
  init(colors: [SIMD3<Double>], bins: [Int]) {
    self.colors = colors.map { SIMD3<UInt8>($0, rounding: .toNearestOrAwayFromZero) }
    for bin in bins { table[bin] = Int16(nearest(toBin: bin)) }
  }

  /// The number of the color for a pixel.
  func index(of pixel: UInt32) -> UInt8 {
    let bin = Self.bin(of: pixel)
    let found = table[bin]
    return found >= 0 ? UInt8(found) : nearest(toBin: bin)
  }

  static let binCount = 1 << 18

  static func bin(of pixel: UInt32) -> Int {
    let (red, green, blue) = (pixel >> 18 & 0x3f, pixel >> 10 & 0x3f, pixel >> 2 & 0x3f)
    return Int(red << 12 | green << 6 | blue)
  }

  /// The color nearest to the middle of a bin.
  private func nearest(toBin bin: Int) -> UInt8 {
    let middle = SIMD3<Int32>(
      Int32(bin >> 12) << 2 | 2, Int32(bin >> 6 & 0x3f) << 2 | 2, Int32(bin & 0x3f) << 2 | 2)
    var (best, least) = (0, Int32.max)
    for (index, color) in colors.enumerated() {
      let distance = SIMD3<Int32>(truncatingIfNeeded: color) &- middle
      let square = (distance &* distance).wrappedSum()
      if square < least { (best, least) = (index, square) }
    }
    return UInt8(best)
  }
}
