import Dispatch
import EvoCore
import EvoTestSupport
import Foundation
import Testing

@Suite("Members scored on minibatches")
struct SupervisedObjectiveTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    var hidden = [9]
    var rank: Int? = 1
    var loss = Loss.crossEntropy
    var sharing = EpisodeSharing.generation
    var antithetic = true
    var bytes = false
    var normalizes = false
    var batch = 21
    var layerNorm = false
    var convolutions: ConvolutionStack?
    var testDescription: String {
      "hidden \(hidden), rank \(rank.map(String.init) ?? "full"), \(loss), \(sharing), "
        + "antithetic \(antithetic), bytes \(bytes), normalizes \(normalizes), batch \(batch), "
        + "layer normalization \(layerNorm), convolutions \(convolutions != nil)"
    }
  }

  static let settings: [Setting] = [
    Setting(), Setting(hidden: []), Setting(hidden: [17, 5]), Setting(rank: 3),
    Setting(hidden: [17, 5], rank: 2), Setting(rank: nil), Setting(hidden: [], rank: nil),
    Setting(loss: .accuracy), Setting(loss: .meanSquaredError),
    Setting(rank: 2, sharing: .pair), Setting(sharing: .none), Setting(rank: nil, sharing: .pair),
    Setting(rank: 2, antithetic: false), Setting(sharing: .pair, antithetic: false),
    Setting(bytes: true, normalizes: true), Setting(normalizes: true, batch: 1),
    Setting(loss: .meanSquaredError, normalizes: true, batch: 1000),
    Setting(hidden: [17, 5], rank: 2, layerNorm: true),
    Setting(rank: nil, sharing: .pair, layerNorm: true),
    Setting(convolutions: convolutions), Setting(rank: nil, convolutions: convolutions),
    Setting(
      hidden: [17, 5], rank: 2, sharing: .pair, bytes: true, normalizes: true,
      convolutions: convolutions),
  ]

  /// For pictures of 6 x 5: with and without a rim, with and without pooling.
  static let convolutions = ConvolutionStack(
    [
      Convolution(channels: 3, kernel: 3, padding: 1, pool: 2), Convolution(channels: 4, kernel: 2),
    ],
    on: PictureShape(channels: 1, height: 6, width: 5))

  /// More than one chunk, and a last one that is not full.
  static let memberCount = 38

  @Test("fitness equals that of explicitly materialized members in double", arguments: settings)
  func explicitMembers(setting: Setting) throws {
    let lesson = Lesson(setting)
    let found = try lesson.fitness(on: SerialWorkers())
    for member in 0..<Self.memberCount {
      let expected = lesson.explicitFitness(of: member)
      #expect(
        abs(Double(found[member]) - expected) <= 1e-4 * max(abs(expected), 1e-3),
        "member \(member): \(found[member]) instead of \(expected)")
    }
    #expect(Set(found).count > 3, "members differ")
  }

  @Test(
    "fitness and test have the same bits for any number of workers", arguments: settings)
  func workers(setting: Setting) throws {
    let lesson = Lesson(setting)
    let expected = try lesson.fitness(on: SerialWorkers())
    let tested = try lesson.test(on: SerialWorkers())
    for count in [2, 3, 7] {
      #expect(try lesson.fitness(on: Crowd(count: count)) == expected, "\(count) workers")
      #expect(try lesson.test(on: Crowd(count: count)) == tested, "\(count) workers")
    }
  }

  @Test("an objective that is used again gives what a fresh one gives")
  func reuse() throws {
    let lesson = Lesson(Setting(rank: 2))
    let first = try lesson.fitness(on: SerialWorkers(), generation: 1)
    _ = try lesson.test(on: SerialWorkers())
    _ = try lesson.fitness(on: SerialWorkers(), generation: 2)
    #expect(try lesson.fitness(on: SerialWorkers(), generation: 1) == first)
    #expect(try Lesson(Setting(rank: 2)).fitness(on: SerialWorkers(), generation: 1) == first)
  }

  @Test("the first layer's shared product is computed once for all who see the same minibatch")
  func sharedProduct() throws {
    func products(_ sharing: EpisodeSharing, rank: Int? = 1) throws -> Int {
      let lesson = Lesson(Setting(rank: rank, sharing: sharing))
      _ = try lesson.fitness(on: Crowd(count: 3))
      return lesson.objective.firstLayerProductCount
    }
    #expect(try products(.generation) == 1)
    #expect(try products(.pair) == Self.memberCount / 2)
    #expect(try products(.none) == Self.memberCount)
    #expect(try products(.generation, rank: nil) == 0, "full rank shares nothing")
  }

  @Test("parameters that are not finite give NaN, not a score", arguments: Loss.allCases)
  func notFinite(loss: Loss) throws {
    let lesson = Lesson(Setting(loss: loss), poison: true)
    #expect(try lesson.fitness(on: SerialWorkers()).allSatisfy(\.isNaN))
  }

  @Test("a test measures every sample: right or wrong, or its squared error", arguments: settings)
  func test(setting: Setting) throws {
    let lesson = Lesson(setting)
    let result = try lesson.test(on: SerialWorkers())
    let expected = (0..<lesson.dataset.test.count).map { index -> (score: Double, loss: Double) in
      let sample = Sample(lesson.dataset.test, index)
      let outputs = lesson.outputs(of: lesson.policy.parameters.map(Double.init), for: sample)
      if setting.loss == .meanSquaredError {
        let (mean, deviation) = lesson.unit
        let error = mean + deviation * outputs[0] - sample.answer
        return (-error * error, error * error)
      }
      return (
        Lesson.value(.accuracy, outputs, sample.answer),
        Lesson.value(.crossEntropy, outputs, sample.answer)
      )
    }
    for (found, expected) in zip(result.scores, expected) {
      #expect(abs(Double(found) - expected.score) <= 1e-4 * max(abs(expected.score), 1e-2))
    }
    let mean = expected.reduce(0) { $0 + $1.loss } / Double(expected.count)
    #expect(abs(result.loss - mean) <= 1e-4 * mean)
  }
}

@Suite("Which samples a member sees")
struct MinibatchPlanTests {
  private let samples = Samples(
    featureCount: 1, features: .floats([Float](repeating: 0, count: 1000)),
    answers: .labels([Int32](repeating: 0, count: 1000)))

  private func draw(
    _ sharing: EpisodeSharing, member: Int, generation: Int = 0, seed: UInt64 = 1
  ) -> [Int32] {
    MinibatchPlan(seed: seed, index: generation, size: 64, sharing: sharing)
      .draw(member: member, pair: member / 2, from: samples)
  }

  @Test("all members, the two of a pair, or nobody else sees the same")
  func sharing() {
    #expect(Set((0..<6).map { draw(.generation, member: $0) }).count == 1)
    #expect(Set((0..<6).map { draw(.pair, member: $0) }).count == 3)
    #expect(draw(.pair, member: 4) == draw(.pair, member: 5))
    #expect(Set((0..<6).map { draw(.none, member: $0) }).count == 6)
  }

  @Test("every generation and every seed has samples of its own, the same each time")
  func fresh() {
    let first = draw(.generation, member: 0)
    #expect(draw(.generation, member: 0) == first)
    #expect(draw(.generation, member: 0, generation: 1) != first)
    #expect(draw(.generation, member: 0, seed: 2) != first)
    #expect(first.allSatisfy { (0..<1000).contains($0) })
  }

  @Test("over many generations every sample is seen about as often")
  func uniform() {
    var counts = [Int](repeating: 0, count: 1000)
    for generation in 0..<1000 {
      for index in draw(.generation, member: 0, generation: generation) { counts[Int(index)] += 1 }
    }
    // Poisson of mean 64: six deviations.
    #expect(counts.allSatisfy { abs($0 - 64) < 48 })
  }

  @Test("a minibatch as large as the training set is the training set")
  func whole() {
    let plan = MinibatchPlan(seed: 1, index: 3, size: 1000, sharing: .none)
    #expect(plan.draw(member: 5, pair: 2, from: samples) == (0..<1000).map { Int32($0) })
  }
}

/// Any number of workers, each its own thread as far as there are threads.
private struct Crowd: Workers {
  let count: Int
  func run(_ body: @Sendable (_ worker: Int) -> Void) {
    DispatchQueue.concurrentPerform(iterations: count, execute: body)
  }
  func atMost(_ count: Int) -> Crowd { Crowd(count: min(count, self.count)) }
}

/// One sample in double.
private struct Sample {
  let features: [Double]
  let answer: Double

  init(_ samples: Samples, _ index: Int) {
    let range = index * samples.featureCount..<(index + 1) * samples.featureCount
    features =
      switch samples.features {
      case .bytes(let bytes): bytes[range].map { Double($0) / 255 }
      case .floats(let floats): floats[range].map(Double.init)
      }
    answer =
      switch samples.answers {
      case .labels(let labels): Double(labels[index])
      case .targets(let targets): Double(targets[index])
      }
  }
}

/// A small random data set with a random policy, and its readable computation.
private final class Lesson {
  let setting: SupervisedObjectiveTests.Setting
  let dataset: Dataset
  let policy: Policy
  let objective: SupervisedObjective
  private let perturbation: GaussianPerturbation

  init(_ setting: SupervisedObjectiveTests.Setting, poison: Bool = false) {
    self.setting = setting
    var random = Random(seed: 7, domain: .probe)
    let isRegression = setting.loss == .meanSquaredError
    func samples(_ count: Int) -> Samples {
      let width = setting.convolutions?.picture.count ?? 13
      return Samples(
        featureCount: width,
        features: setting.bytes
          ? .bytes((0..<count * width).map { _ in UInt8(random.index(below: 256)) })
          : .floats((0..<count * width).map { _ in random.uniform(-1, 2) }),
        answers: isRegression
          ? .targets((0..<count).map { _ in random.uniform(-3, 9) })
          : .labels((0..<count).map { _ in Int32(random.index(below: 4)) }))
    }
    dataset = Dataset(
      name: "test",
      task: isRegression
        ? .regression(name: "y", mean: 2.5, deviation: 3)
        : .classification(["a", "b", "c", "d"]),
      train: samples(100), test: samples(300))
    let network = Network(
      widths: [dataset.featureCount] + setting.hidden + [isRegression ? 1 : 4], activation: .tanh,
      hidden: setting.layerNorm ? .layerNormed : .dense, convolutions: setting.convolutions)
    var parameters = (0..<network.parameterCount).map { _ in random.uniform(-0.7, 0.7) }
    if poison { parameters[3] = .nan }
    policy = Policy(
      network: network, head: dataset.head, parameters: parameters,
      normalizer: setting.normalizes
        ? ObservationNormalizer(dataset.train.moments, limit: 1.5) : nil, reference: nil)
    perturbation = GaussianPerturbation(rank: setting.rank)
    objective = SupervisedObjective(
      dataset, network: network,
      settings: SupervisedObjective.Settings(
        loss: setting.loss, batch: setting.batch, sharing: setting.sharing, seed: 11))
  }

  private func generation(_ index: Int) -> Generation {
    Generation(
      seed: 5, index: index, memberCount: SupervisedObjectiveTests.memberCount, sigma: 0.3,
      antithetic: setting.antithetic)
  }

  func fitness(on workers: some Workers, generation index: Int = 4) throws -> [Float] {
    try objective.fitness(
      of: generation(index), around: policy, perturbation: perturbation, on: workers)
  }

  func test(on workers: some Workers) throws -> SupervisedObjective.TestResult {
    try objective.test(policy, on: workers)
  }

  var unit: (mean: Double, deviation: Double) {
    if case .value(let mean, let deviation) = policy.head {
      return (Double(mean), Double(deviation))
    }
    return (0, 1)
  }

  func explicitFitness(of member: Int) -> Double {
    let generation = generation(4)
    let plan = MinibatchPlan(
      seed: 11, index: 4, size: setting.batch, sharing: setting.sharing)
    let indices = plan.draw(
      member: member, pair: generation.pair(of: member), from: dataset.train)
    let parameters = materialized(member, of: generation)
    let (mean, deviation) = unit
    let values = indices.map { index in
      let sample = Sample(dataset.train, Int(index))
      return Self.value(
        setting.loss, outputs(of: parameters, for: sample), (sample.answer - mean) / deviation)
    }
    let sign: Double = setting.loss == .accuracy ? 1 : -1
    return sign * values.reduce(0, +) / Double(values.count)
  }

  /// The member's parameters, every weight written out.
  private func materialized(_ member: Int, of generation: Generation) -> [Double] {
    let noise = NoiseBlock(network: policy.network, rank: setting.rank, stride: 16)
    perturbation.fill(noise, lane: 3, member: member, of: generation, center: policy.parameters)
    var parameters = policy.parameters.map(Double.init)
    func element(_ base: UnsafeMutablePointer<Float>, _ row: Int) -> Double {
      Double(base[row * 16 + 3])
    }
    for leaf in noise.leaves {
      let parameter = leaf.parameter
      for i in 0..<parameter.count {
        let at = parameter.offset + i
        if !parameter.isMatrix {
          parameters[at] = element(noise.values(leaf), i)
        } else if let rank = setting.rank {
          let (row, column) = (i / parameter.columns, i % parameter.columns)
          for q in 0..<rank {
            parameters[at] +=
              element(noise.a(leaf), row * rank + q) * element(noise.b(leaf), column * rank + q)
          }
        } else {
          parameters[at] += element(noise.values(leaf), i)
        }
      }
    }
    return parameters
  }

  func outputs(of parameters: [Double], for sample: Sample) -> [Double] {
    var x = sample.features
    if let normalizer = policy.normalizer {
      let limit = Double(normalizer.limit)
      x = x.indices.map { k in
        let z = (x[k] - Double(normalizer.mean[k])) * Double(normalizer.inverseDeviation[k])
        return min(max(z, -limit), limit)
      }
    }
    return ExplicitNetwork(policy.network, parameters: parameters).outputs(for: x)
  }

  static func value(_ loss: Loss, _ outputs: [Double], _ answer: Double) -> Double {
    switch loss {
    case .crossEntropy:
      log(outputs.reduce(0) { $0 + exp($1) }) - outputs[Int(answer)]
    case .accuracy:
      outputs.firstIndex(of: outputs.max() ?? 0) == Int(answer) ? 1 : 0
    case .meanSquaredError:
      (outputs[0] - answer) * (outputs[0] - answer)
    }
  }
}
