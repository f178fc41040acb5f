import EvoCore
import Glibc

/// MNIST-1D, made on the spot: Greydanus and Kobak, "Scaling down deep learning with MNIST-1D"
/// (arXiv 2011.14439).
///
/// Each sample is one of ten strokes of 12 points, padded with a random number of zeros, stretched
/// to 72 points, scaled, shifted around the circle by at most 48 points, laid over correlated and
/// white noise, sheared, and squeezed to 40 points. A sample is a function of the seed and of its
/// number. The draws are not those of the authors' generator, so the samples differ from theirs one
/// by one but not in kind.
enum MNIST1D {
  static let featureCount = 40

  /// The strokes, one per class, as the paper draws them.
  private static let templates: [[Double]] = [
    [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
    [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
    [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
    [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
    [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
    [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
    [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
    [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
  ]
  private static let paddedLength = 72
  private static let padding = 36...60
  private static let scaling = 0.4
  private static let largestShift = 48
  private static let correlatedNoise = 0.25
  private static let whiteNoise = 0.02
  private static let shear = 0.75

  /// - Parameters:
  ///   - samples: training and test samples together; classes take turns.
  static func dataset(samples: Int, testFraction: Double, seed: UInt64) -> Dataset {
    let testCount = min(max(Int((Double(samples) * testFraction).rounded()), 1), samples - 1)
    func part(_ range: Range<Int>) -> Samples {
      Samples(
        featureCount: featureCount,
        features: .floats(range.flatMap { sample($0, seed: seed) }),
        answers: .labels(range.map { Int32($0 % templates.count) }))
    }
    return Dataset(
      name: "mnist-1d", task: .classification((0...9).map { "\($0)" }),
      train: part(testCount..<samples), test: part(0..<testCount))
  }

  /// The sample with the number `index`; its class is the last digit.
  static func sample(_ index: Int, seed: UInt64) -> [Float] {
    var random = Random(
      seed: seed, domain: .dataSet, substream: UInt32(truncatingIfNeeded: index))
    func uniform() -> Double { Double(random.uniform()) }
    func normal() -> Double {
      // Box and Muller; 1 - u is never 0.
      (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
    }
    let zeros = padding.lowerBound + random.index(below: padding.count)
    let stroke = normalized(templates[index % templates.count])
    var signal = resampled(
      stroke + [Double](repeating: 0, count: zeros), to: paddedLength)
    let scale = 1 + scaling * (uniform() - 0.5)
    let shift = random.index(below: largestShift)
    signal = (0..<paddedLength).map {
      scale * signal[($0 + paddedLength - shift) % paddedLength]
    }
    let background = smoothed((0..<paddedLength).map { _ in correlatedNoise * normal() })
    let slope = shear * (uniform() - 0.5)
    for i in signal.indices {
      // Only where there is no stroke.
      if signal[i] == 0 { signal[i] = background[i] }
      signal[i] += whiteNoise * normal()
      signal[i] -= slope * (Double(i) / Double(paddedLength - 1) - 0.5)
    }
    return resampled(signal, to: featureCount).map(Float.init)
  }

  /// Mean 0, deviation 1/6, then moved so that the stroke begins at 0.
  private static func normalized(_ template: [Double]) -> [Double] {
    let count = Double(template.count)
    let mean = template.reduce(0, +) / count
    let variance = template.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return template.map { ($0 - template[0]) / variance.squareRoot() / 6 }
  }

  /// Linear interpolation at evenly spaced points, both ends included.
  private static func resampled(_ signal: [Double], to count: Int) -> [Double] {
    (0..<count).map { i in
      let position = Double(i) * Double(signal.count - 1) / Double(count - 1)
      let left = min(Int(position), signal.count - 2)
      let share = position - Double(left)
      return signal[left] * (1 - share) + signal[left + 1] * share
    }
  }

  /// A Gaussian filter with a deviation of 2 points over 8 to each side; the ends are mirrored.
  private static func smoothed(_ signal: [Double]) -> [Double] {
    let weights = (-8...8).map { exp(-Double($0 * $0) / 8) }
    let total = weights.reduce(0, +)
    return signal.indices.map { center in
      var sum = 0.0
      for (offset, weight) in zip(-8...8, weights) {
        var i = center + offset
        if i < 0 { i = -1 - i }
        if i >= signal.count { i = 2 * signal.count - 1 - i }
        sum += weight * signal[i]
      }
      return sum / total
    }
  }
}
