import EvoCore
import EvoFiles
import EvoTrain
import Foundation

/// Small data to train on.
enum DataSample {
  /// Two clouds of points in the plane, far apart.
  static func blobs(count: Int) -> Dataset {
    var random = Random(seed: 3, domain: .probe)
    func samples(_ count: Int) -> Samples {
      let labels = (0..<count).map { Int32($0 % 2) }
      return Samples(
        featureCount: 2,
        features: .floats(
          labels.flatMap { label -> [Float] in
            let center: Float = label == 0 ? -1 : 1
            return [center + random.uniform(-0.5, 0.5), -center + random.uniform(-0.5, 0.5)]
          }), answers: .labels(labels))
    }
    return Dataset(
      name: "blobs", task: .classification(["left", "right"]), train: samples(count),
      test: samples(count))
  }

  static func configuration(_ name: DataConfiguration.Name) -> TrainingConfiguration {
    var configuration = TrainingConfiguration(env: "")
    configuration.data.name = name
    configuration.objective.batch = 32
    configuration.policy.hidden = [8]
    configuration.strategy.population = 32
    configuration.stop.solved = false
    configuration.stop.generations = 60
    configuration.evaluation.every = 10
    return configuration
  }

  /// Rows of a table: y = 3 a - 2 b + 100, and the class that tells whether a is above b.
  static func table(rows: Int) -> String {
    var random = Random(seed: 4, domain: .probe)
    var text = "a,b,above,y\n"
    for _ in 0..<rows {
      let (a, b) = (random.uniform(-1, 1), random.uniform(-1, 1))
      text += "\(a),\(b),\(a > b ? 1 : 0),\(3 * a - 2 * b + 100)\n"
    }
    return text
  }

  /// The bytes of an IDX file.
  static func idx(_ shape: [Int], _ bytes: [UInt8], type: UInt8 = 8) -> [UInt8] {
    var file: [UInt8] = [0, 0, type, UInt8(shape.count)]
    for dimension in shape {
      file += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: dimension >> $0) }
    }
    return file + bytes
  }
}

extension TemporaryFolder {
  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(filePath: self(name)))
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self(name)) }

  /// The four files of an MNIST-like data set with images of 2 x 3 pixels.
  func writeImages(train: Int = 5, test: Int = 3) throws {
    for (part, count) in [("train", train), ("t10k", test)] {
      try write(
        DataSample.idx([count, 2, 3], (0..<count * 6).map { UInt8($0 % 256) }),
        to: "\(part)-images-idx3-ubyte")
      try write(
        DataSample.idx([count], (0..<count).map { UInt8($0 % 10) }),
        to: "\(part)-labels-idx1-ubyte")
    }
  }
}
