/// Examples to learn from: one row of features each, with the answer.
public struct Samples: Sendable, Equatable {
  /// Row-major, `featureCount` numbers per sample.
  public enum Features: Sendable, Equatable {
    /// Pixels; a byte b means b / 255.
    case bytes([UInt8])
    case floats([Float])
  }

  /// What the features of a sample belong to, one entry per sample.
  public enum Answers: Sendable, Equatable {
    /// The index of the class.
    case labels([Int32])
    case targets([Float])
  }

  public let featureCount: Int
  public let features: Features
  public let answers: Answers
  public let count: Int

  public init(featureCount: Int, features: Features, answers: Answers) {
    self.featureCount = featureCount
    self.features = features
    self.answers = answers
    let values =
      switch features {
      case .bytes(let bytes): bytes.count
      case .floats(let floats): floats.count
      }
    count =
      switch answers {
      case .labels(let labels): labels.count
      case .targets(let targets): targets.count
      }
    precondition(featureCount > 0 && values == count * featureCount, "one row per answer")
  }

  /// Mean and variance of every feature over all samples.
  public var moments: ObservationMoments {
    var sum = [Double](repeating: 0, count: featureCount)
    var squares = sum
    forEachRow { row in
      for k in 0..<featureCount { sum[k] += Double(row(k)) }
    }
    let mean = sum.map { $0 / Double(max(count, 1)) }
    forEachRow { row in
      for k in 0..<featureCount {
        let distance = Double(row(k)) - mean[k]
        squares[k] += distance * distance
      }
    }
    return ObservationMoments(count: Double(count), mean: mean, squares: squares)
  }

  private func forEachRow(_ body: ((Int) -> Float) -> Void) {
    for sample in 0..<count {
      let first = sample * featureCount
      switch features {
      case .bytes(let bytes): body { Float(bytes[first + $0]) * Self.byteScale }
      case .floats(let floats): body { floats[first + $0] }
      }
    }
  }

  /// The features of the first samples, one sample after the other.
  public func firstRows(_ count: Int) -> [Float] {
    let values = min(count, self.count) * featureCount
    return switch features {
    case .bytes(let bytes): bytes.prefix(values).map { Float($0) * Self.byteScale }
    case .floats(let floats): Array(floats.prefix(values))
    }
  }

  static let byteScale: Float = 1 / 255
}

/// A data set: samples to train on, samples to test with, and what is to be told of them.
public struct Dataset: Sendable, Equatable {
  public enum Task: Sendable, Equatable {
    /// Which of the named classes a sample belongs to.
    case classification([String])
    /// A number; the network's output is in units of the training set's deviation from its mean.
    case regression(name: String, mean: Float, deviation: Float)
  }

  public let name: String
  public let task: Task
  public let train: Samples
  public let test: Samples
  /// How the columns of a table were read; nil for other data.
  public let table: TableRecord?
  /// What is worth knowing of how the data were read, one sentence each.
  public let remarks: [String]
  /// What the features of a sample are when they are a picture; nil where they are not.
  public var picture: PictureShape?

  public init(
    name: String, task: Task, train: Samples, test: Samples, table: TableRecord? = nil,
    remarks: [String] = [], picture: PictureShape? = nil
  ) {
    precondition(train.featureCount == test.featureCount, "the same features in both parts")
    self.name = name
    self.task = task
    self.train = train
    self.test = test
    self.table = table
    self.remarks = remarks
    self.picture = picture
  }

  public var featureCount: Int { train.featureCount }

  /// Names of the classes; empty for a regression.
  public var classes: [String] {
    if case .classification(let classes) = task { return classes }
    return []
  }

  /// What makes the answer out of the outputs of a network.
  public var head: ActionHead {
    switch task {
    case .classification(let classes): .discrete(choices: classes.count)
    case .regression(_, let mean, let deviation): .value(mean: mean, deviation: deviation)
    }
  }
}
