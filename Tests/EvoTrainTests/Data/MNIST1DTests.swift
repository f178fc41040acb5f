import EvoCore
import EvoTrain
import Testing

@Suite("MNIST-1D")
struct MNIST1DTests {
  private func load(samples: Int = 5000, seed: UInt64 = 0) throws -> Dataset {
    var configuration = DataConfiguration()
    configuration.name = .mnist1D
    configuration.samples = samples
    configuration.seed = seed
    return try DatasetCatalog.load(configuration, loss: .crossEntropy)
  }

  private func rows(_ samples: Samples) -> [[Float]] {
    guard case .floats(let values) = samples.features else { return [] }
    return stride(from: 0, to: values.count, by: 40).map { Array(values[$0..<$0 + 40]) }
  }

  private func labels(_ samples: Samples) -> [Int32] {
    if case .labels(let labels) = samples.answers { return labels }
    return []
  }

  @Test("it has the size of the paper's, classes of equal size, and samples that all differ")
  func shape() throws {
    let data = try load()
    #expect(data.train.count == 4000 && data.test.count == 1000)
    #expect(data.featureCount == 40)
    for label in 0..<10 { #expect(labels(data.test).count { $0 == label } == 100) }
    #expect(Set(rows(data.train) + rows(data.test)).count == 5000)
  }

  @Test("it is a function of its seed, and a longer one begins with the same samples")
  func deterministic() throws {
    #expect(try load(samples: 100) == load(samples: 100))
    #expect(try load(samples: 100, seed: 1) != load(samples: 100))
    let (short, long) = (try load(samples: 100), try load(samples: 200))
    #expect(rows(long.test).prefix(20) == rows(short.test).prefix(20))
  }

  @Test("signals have the size of the paper's: mean near 0, deviation near 0.3")
  func size() throws {
    let values = try rows(load(samples: 2000).train).flatMap { $0 }.map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(mean) < 0.15, "\(mean)")
    #expect((0.15...0.4).contains(variance.squareRoot()), "\(variance.squareRoot())")
    #expect(values.allSatisfy { abs($0) < 2 })
  }

  @Test("the nearest known sample often has the same class, but far from always")
  func learnable() throws {
    let data = try load(samples: 2500)
    let (known, knownLabels) = (rows(data.train), labels(data.train))
    let right = zip(rows(data.test), labels(data.test)).count { row, label in
      var best = (distance: Float.infinity, label: Int32(-1))
      for (other, otherLabel) in zip(known, knownLabels) {
        var distance: Float = 0
        for k in 0..<40 { distance += (row[k] - other[k]) * (row[k] - other[k]) }
        if distance < best.distance { best = (distance, otherLabel) }
      }
      return best.label == label
    }
    #expect((0.4...0.8).contains(Double(right) / 500), "\(right) of 500")
  }
}
