import EvoCore
import EvoTrain
import Testing

@Suite("Public cases: training on tables")
struct TableTrainingTests {
  /// Three features of very different sizes, and a number that is linear in them but for some noise.
  private static func house(_ index: UInt32) -> (features: [Double], price: Double) {
    var random = Random(seed: 5, domain: .probe, index: index)
    let features = [
      Double(random.uniform(400, 3000)), Double(random.uniform(0.001, 0.009)),
      Double(random.uniform(-5, 5)),
    ]
    let noise = (0..<12).reduce(-6.0) { sum, _ in sum + Double(random.uniform()) }
    let price = 50_000 + 150 * features[0] - 9_000_000 * features[1] + 4000 * features[2]
    return (features, price + 20_000 * noise)
  }

  @Test(
    "the error on linear data is within 10 % of that of least squares, with features of any size")
  func leastSquares() throws {
    let houses = (0..<400).map { Self.house(UInt32($0)) }
    var text = "area,share,north,price\n"
    for house in houses {
      text += (house.features + [house.price]).map { "\(Float($0))" }.joined(separator: ",") + "\n"
    }
    let folder = try TemporaryFolder()
    try folder.write(text, to: "x.csv")
    let configuration = try TrainingConfiguration.decode(
      yaml: """
        data: {name: csv, path: \(folder("x.csv"))}
        objective: {loss: mse, batch: 320}
        policy: {hidden: []}
        optimizer: {learning_rate: {schedule: linear, start: 0.1, end: 0.001, generations: 200}}
        stop: {generations: 200}
        """, file: "x.yaml")
    #expect(configuration.policy.normalizeObservations)
    let subject = try TrainingSubject(configuration) { _ in throw Unasked() }
    guard case .data(let dataset) = subject else { return }
    let trainer = try Trainer(configuration, subject: subject, workers: ThreadWorkers(count: 1))
    _ = try trainer.run(generations: 200)
    let figures = TestFigures(trainer.policy, on: dataset)
    let loss = try #require(try trainer.evaluateCenter().loss)
    #expect(loss < 1.1 * leastSquaresError(dataset))
    #expect(loss < 0.2 * figures.baseline)
    #expect(try #require(figures.rSquared) > 0.8)
    #expect(figures.confusion.isEmpty && figures.commonClass == nil)
  }

  @Test("features of a table are scaled unless somebody says otherwise")
  func scaling() throws {
    func normalizes(_ yaml: String, _ overrides: [String] = []) throws -> Bool {
      try TrainingConfiguration.decode(yaml: yaml, file: "x.yaml", overrides: overrides).policy
        .normalizeObservations
    }
    #expect(try normalizes("data: {name: csv, path: /x.csv}"))
    #expect(try !normalizes("data: digits"))
    #expect(try !normalizes("env: cartpole"))
    #expect(
      try !normalizes(
        "data: {name: csv, path: /x.csv}", ["policy.normalize_observations=false"]))
    #expect(
      try !normalizes(
        "data: {name: csv, path: /x.csv}\npolicy: {normalize_observations: false}"))
    let configuration = try TrainingConfiguration.decode(
      yaml: "data: {name: csv, path: /x.csv}\npolicy: {normalize_observations: false}",
      file: "x.yaml")
    #expect(
      try TrainingConfiguration.decode(yaml: configuration.yaml, file: "x.yaml") == configuration)
  }

  /// The mean squared error on the test set of the linear function that fits the training set best.
  private func leastSquaresError(_ dataset: Dataset) -> Double {
    func rows(_ samples: Samples) -> [(x: [Double], y: Double)] {
      guard case .floats(let values) = samples.features,
        case .targets(let targets) = samples.answers
      else { return [] }
      let width = samples.featureCount
      return targets.indices.map { row in
        ([1] + (0..<width).map { Double(values[row * width + $0]) }, Double(targets[row]))
      }
    }
    let count = dataset.featureCount + 1
    var system = [[Double]](repeating: [Double](repeating: 0, count: count + 1), count: count)
    for row in rows(dataset.train) {
      for i in 0..<count {
        for j in 0..<count { system[i][j] += row.x[i] * row.x[j] }
        system[i][count] += row.x[i] * row.y
      }
    }
    for pivot in 0..<count {
      for other in 0..<count where other != pivot {
        let share = system[other][pivot] / system[pivot][pivot]
        for k in 0...count { system[other][k] -= share * system[pivot][k] }
      }
    }
    let weights = (0..<count).map { system[$0][count] / system[$0][$0] }
    let errors = rows(dataset.test).map { row in
      zip(weights, row.x).reduce(row.y) { $0 - $1.0 * $1.1 }
    }
    return errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
  }

  private struct Unasked: Error {}
}
