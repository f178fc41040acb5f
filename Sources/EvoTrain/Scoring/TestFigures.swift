import EvoCore

/// What a policy's answers to a test set amount to, beside what is right without any learning.
public struct TestFigures: Sendable, Equatable {
  /// The share that the most frequent class of the training part has in the test, or the mean squared
  /// error of always answering with the mean of the training part.
  public let baseline: Double
  /// The class that `baseline` always answers with; nil for numbers.
  public let commonClass: String?
  /// The share of the variance of the test set that the answers explain, 1 at best; nil for classes,
  /// and where the test set does not vary.
  public let rSquared: Double?
  /// How often each class (row) was answered with each (column); empty for numbers. An answer that is
  /// not finite counts nowhere.
  public let confusion: [[Int]]

  public init(_ policy: Policy, on dataset: Dataset) {
    switch (dataset.train.answers, dataset.test.answers) {
    case (.labels(let train), .labels(let test)):
      let classes = dataset.classes
      let common = Self.mostFrequent(train, of: classes.count)
      commonClass = classes[common]
      baseline = Double(test.count { $0 == Int32(common) }) / Double(max(test.count, 1))
      rSquared = nil
      let answers = policy.answers(for: dataset.test)
      var confusion = [[Int]](
        repeating: [Int](repeating: 0, count: classes.count), count: classes.count)
      for (right, answer) in zip(test, answers) where answer.isFinite {
        confusion[Int(right)][Int(answer)] += 1
      }
      self.confusion = confusion
    case (.targets(let train), .targets(let test)):
      let answers = policy.answers(for: dataset.test)
      commonClass = nil
      confusion = []
      baseline = Self.meanSquare(test, around: Self.mean(train))
      let spread = Self.meanSquare(test, around: Self.mean(test))
      let errors = zip(test, answers).reduce(0.0) {
        $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
      }
      rSquared = spread > 0 ? 1 - errors / Double(test.count) / spread : nil
    default: preconditionFailure("both parts have answers of one kind")
    }
  }

  /// What is right without any learning on a data set.
  public static func baseline(_ dataset: Dataset) -> Double {
    switch (dataset.train.answers, dataset.test.answers) {
    case (.labels(let train), .labels(let test)):
      let common = Int32(mostFrequent(train, of: dataset.classes.count))
      return Double(test.count { $0 == common }) / Double(max(test.count, 1))
    case (.targets(let train), .targets(let test)):
      return meanSquare(test, around: mean(train))
    default: preconditionFailure("both parts have answers of one kind")
    }
  }

  /// The first of the most frequent labels.
  private static func mostFrequent(_ labels: [Int32], of count: Int) -> Int {
    var counts = [Int](repeating: 0, count: count)
    for label in labels { counts[Int(label)] += 1 }
    return counts.firstIndex(of: counts.max() ?? 0) ?? 0
  }

  private static func mean(_ values: [Float]) -> Double {
    values.reduce(0.0) { $0 + Double($1) } / Double(max(values.count, 1))
  }

  private static func meanSquare(_ values: [Float], around center: Double) -> Double {
    values.reduce(0.0) { $0 + (Double($1) - center) * (Double($1) - center) }
      / Double(max(values.count, 1))
  }
}

extension Policy {
  /// The class with the largest output (the first of equal ones), or the number that is predicted, for
  /// every sample; NaN where an output is not finite.
  public func answers(for samples: Samples) -> [Float] {
    let outputs = outputs(for: samples)
    let count = head.outputCount
    return (0..<samples.count).map { sample in
      let own = outputs[sample * count..<(sample + 1) * count]
      guard own.allSatisfy(\.isFinite) else { return .nan }
      if case .value(let mean, let deviation) = head {
        return mean + deviation * (own.first ?? .nan)
      }
      return Float((own.firstIndex(of: own.max() ?? 0) ?? own.startIndex) - own.startIndex)
    }
  }
}
