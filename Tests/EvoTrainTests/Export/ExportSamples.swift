import EvoCore
import EvoFiles
import EvoRun
import EvoTestSupport
import Foundation

/// Policies to export: the shipped ones, and made-up ones with every kind of layer, activation and head.
enum ExportSamples {
  static let shipped: [(name: String, file: PolicyFile)] = {
    let locator = ResourceLocator(home: Repository.path, executable: nil, currentDirectory: "")
    return locator.names(.policies).compactMap { name in
      (try? PolicyFile(path: "\(Repository.path)/policies/\(name)/policy.safetensors"))
        .map { (name, $0) }
    }
  }()

  static let madeUp: [(name: String, file: PolicyFile)] = [
    (
      "batch-normed",
      file(
        Network(widths: [5, 24, 7, 3], activation: .relu, hidden: .batchNormed),
        .discrete(choices: 3), limit: 4)
    ),
    (
      "batch-normed-clipped",
      file(
        Network(widths: [3, 9, 2], activation: .tanh, hidden: .batchNormed),
        .continuous(middle: [0.5, -1], half: [2, 0.25], squash: .clip), limit: nil)
    ),
    (
      "layer-normed",
      file(
        Network(widths: [6, 32, 17, 4], activation: .silu, hidden: .layerNormed),
        .continuous(middle: [0, 1, 2, 3], half: [1, 2, 3, 4], squash: .tanh), limit: 10)
    ),
    (
      "sigmoid",
      file(
        Network(widths: [4, 8, 8, 1], activation: .sigmoid), .value(mean: 0.7, deviation: 2.3),
        limit: nil)
    ),
    (
      "convolved",
      file(
        Network(
          widths: [70, 6, 3], activation: .silu,
          convolutions: ConvolutionStack(
            [
              Convolution(channels: 5, kernel: 3, padding: 1, pool: 2),
              Convolution(channels: 2, kernel: 2),
            ], on: PictureShape(channels: 2, height: 5, width: 7))),
        .discrete(choices: 3), limit: 4)
    ),
    (
      "no-activation",
      file(Network(widths: [2, 3, 2], activation: .identity), .discrete(choices: 2), limit: 1)
    ),
  ]

  static var all: [(name: String, file: PolicyFile)] { shipped + madeUp }

  static func named(_ name: String) -> PolicyFile? { all.first { $0.name == name }?.file }

  private static func file(_ network: Network, _ head: ActionHead, limit: Float?) -> PolicyFile {
    var random = Random(test: UInt64(network.parameterCount))
    let inputs = network.widths[0]
    let policy = Policy(
      network: network, head: head,
      parameters: (0..<network.parameterCount).map { _ in random.bell() },
      normalizer: limit.map { limit in
        ObservationNormalizer(
          mean: (0..<inputs).map { _ in random.bell() },
          // The last one has not varied.
          variance: (1..<inputs).map { _ in random.uniform(0.1, 9) } + [0], limit: limit)
      },
      reference: network.hidden.needsReference
        ? ReferenceBatch(observations: (0..<20 * inputs).map { _ in random.bell() }, count: 20)
        : nil)
    return PolicyFile(
      policy: policy, environment: "made-up */ \"\\", configuration: "none", seed: 1, generation: 2,
      envSteps: 3, evaluation: nil)
  }

  /// Observations around those that the policy has been normalized for, some of them far away, and a few
  /// that are not finite.
  static func observations(_ count: Int, for policy: Policy) -> [[Float]] {
    var random = Random(test: 7)
    let width = policy.network.widths[0]
    return (0..<count).map { index in
      var observation = (0..<width).map { k -> Float in
        let deviation = policy.normalizer.map { 1 / $0.inverseDeviation[k] } ?? 1
        return (policy.normalizer?.mean[k] ?? 0) + 2 * deviation * random.bell()
      }
      if index % 1000 == 13 { observation[index % width] = .nan }
      if index % 1000 == 14 { observation[index % width] = -.infinity }
      if index % 1000 == 15 { observation = observation.map { $0 * 1e30 } }
      if index % 1000 == 16 {
        observation = observation.map { $0 * Float.leastNonzeroMagnitude * 700 }
      }
      return observation
    }
  }

  /// What the program itself makes of observations: outputs of the last layer and actions, one after the
  /// other.
  static func answers(
    _ policy: Policy, _ observations: [[Float]]
  ) -> (outputs: [Float], actions: [Float]) {
    let lanes = 64
    let outputCount = policy.head.outputCount
    let width = if case .discrete = policy.head { 1 } else { outputCount }
    let memory = LaneMemory(
      observations: policy.network.widths[0], actions: outputCount, stride: lanes)
    let block = PolicyBlock(policy: policy, rank: 0, stride: lanes)
    for lane in 0..<lanes { block.loadCenter(lane: lane) }
    var answers: (outputs: [Float], actions: [Float]) = ([], [])
    for first in stride(from: 0, to: observations.count, by: lanes) {
      let own = observations[first..<min(first + lanes, observations.count)]
      for (lane, observation) in own.enumerated() {
        for (k, value) in observation.enumerated() {
          memory.block.observation[k * lanes + lane] = value
        }
      }
      let outputs = block.forward(memory.block.observation, lanes: lanes)
      for lane in own.indices.map({ $0 - first }) {
        answers.outputs += (0..<outputCount).map { outputs[$0 * lanes + lane] }
      }
      block.act(lanes: lanes, in: memory.block)
      for lane in own.indices.map({ $0 - first }) {
        answers.actions += (0..<width).map { memory.block.action[$0 * lanes + lane] }
      }
    }
    return answers
  }
}

/// Runs a program that others have made.
enum Tool {
  static let cCompiler = path("cc", "clang", "gcc")
  static let swiftCompiler = path("swiftc")

  static func path(_ names: String...) -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
      .first(where: FileManager.default.isExecutableFile)
  }

  /// - Returns: its exit status, and all that it printed.
  static func run(
    _ program: String, _ arguments: [String], input: Data? = nil
  ) throws -> (status: Int32, output: Data) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = output
    let file = FileManager.default.temporaryDirectory.appending(path: "in-\(UUID().uuidString)")
    if let input {
      try input.write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
    }
    defer { try? FileManager.default.removeItem(at: file) }
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data)
  }
}
