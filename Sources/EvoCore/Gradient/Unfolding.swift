/// A convolution as a product of matrices, in double precision: pictures are unfolded into one column for
/// each place where the convolution looks.
///
/// Pictures, and what a convolution makes of them, lie sample by sample, channel by channel and place by
/// place; columns lie place by place, and within a place channel by channel.
struct Unfolding {
  private let window: ConvolutionWindow

  init(_ window: ConvolutionWindow) { self.window = window }

  /// The numbers that the convolution sees at every place of the pictures, zeros of the rim included.
  func unfold(_ pictures: [Double], samples: Int) -> [Double] {
    var columns = [Double](repeating: 0, count: samples * window.positions * window.patch)
    forEachLink(samples) { picture, column in columns[column] = pictures[picture] }
    return columns
  }

  /// What `unfold` does, turned around: the slopes by every pixel from those by every number of a column.
  func fold(_ columns: [Double], samples: Int) -> [Double] {
    var pictures = [Double](repeating: 0, count: samples * window.input.count)
    forEachLink(samples) { picture, column in pictures[picture] += columns[column] }
    return pictures
  }

  /// From columns with a number for each channel to pictures.
  func gathered(_ columns: [Double], samples: Int) -> [Double] {
    var pictures = columns
    forEachPair(samples) { picture, column in pictures[picture] = columns[column] }
    return pictures
  }

  /// From pictures to columns with a number for each channel.
  func scattered(_ pictures: [Double], samples: Int) -> [Double] {
    var columns = pictures
    forEachPair(samples) { picture, column in columns[column] = pictures[picture] }
    return columns
  }

  /// The largest number of each square of the pictures that the convolution makes, and where it was.
  func pool(_ pictures: [Double], samples: Int) -> (values: [Double], places: [Int]) {
    let (shape, pooled, side) = (window.output, window.pooled, window.layer.pool)
    var places: [Int] = []
    places.reserveCapacity(samples * pooled.count)
    for channel in 0..<samples * shape.channels {
      for row in 0..<pooled.height {
        for column in 0..<pooled.width {
          let first = (channel * shape.height + row * side) * shape.width + column * side
          var place = first
          for i in 0..<side {
            for k in 0..<side where pictures[first + i * shape.width + k] > pictures[place] {
              place = first + i * shape.width + k
            }
          }
          places.append(place)
        }
      }
    }
    return (places.map { pictures[$0] }, places)
  }

  /// Calls `body` with every pixel and each number of a column that is this pixel.
  private func forEachLink(_ samples: Int, _ body: (_ picture: Int, _ column: Int) -> Void) {
    var sources = [Int?](repeating: nil, count: window.padded.count)
    window.forEachRow { from, to in
      for column in 0..<window.input.width { sources[to + column] = from + column }
    }
    for sample in 0..<samples {
      for (place, origin) in window.origins.enumerated() {
        for (k, offset) in window.offsets.enumerated() {
          guard let source = sources[Int(origin + offset)] else { continue }
          body(
            sample * window.input.count + source,
            (sample * window.positions + place) * window.patch + k)
        }
      }
    }
  }

  private func forEachPair(_ samples: Int, _ body: (_ picture: Int, _ column: Int) -> Void) {
    let channels = window.output.channels
    for sample in 0..<samples {
      for place in 0..<window.positions {
        for channel in 0..<channels {
          body(
            (sample * channels + channel) * window.positions + place,
            (sample * window.positions + place) * channels + channel)
        }
      }
    }
  }
}
