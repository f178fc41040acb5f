import EvoCore
import EvoFiles
import EvoRun
import EvoTestSupport
import Testing

/// What policy files say of a network: other programs read it, so that it is pinned to the letter.
@Suite("The record of a network")
struct NetworkRecordTests {
  private static let locator = ResourceLocator(
    home: Repository.path, executable: nil, currentDirectory: "/")

  @Test(
    "a shipped policy's record comes back to the letter", arguments: locator.names(.policies))
  func shipped(name: String) throws {
    let path = try Self.locator.path(of: name, .policies)
    let file = try TensorFile.read("\(path)/policy.safetensors")
    let text = try #require(file.metadata["network"])
    #expect(try PolicyFile(file).tensorFile().metadata["network"] == text)
  }

  @Test("every kind of network and head is written so and read again")
  func texts() throws {
    func text(_ policy: Policy) throws -> String {
      let file = PolicyFile(
        policy: policy, environment: "test", configuration: "test", seed: 1, generation: 1,
        envSteps: 1, evaluation: nil)
      #expect(try PolicyFile(file.tensorFile()) == file)
      return try #require(file.tensorFile().metadata["network"])
    }
    func policy(
      _ network: Network, _ head: ActionHead, clip: Float? = nil, reference: Bool = false
    ) -> Policy {
      let count = network.widths[0]
      return Policy(
        network: network, head: head, parameters: network.initialParameters(seed: 1),
        normalizer: clip.map {
          ObservationNormalizer(
            mean: [Float](repeating: 1, count: count),
            variance: [Float](repeating: 2, count: count), limit: $0)
        },
        reference: reference
          ? ReferenceBatch(
            observations: (0..<count * 4).map { Float($0) }, count: 4) : nil)
    }
    let bounds = ActionSpace.continuous([Component("a", -2, 2), Component("b", 0, 0.5)])
    #expect(
      try text(
        policy(
          Network(widths: [3, 4, 2], activation: .silu, hidden: .batchNormed),
          ActionHead(bounds, squash: .clip), clip: 2.5, reference: true))
        == #"{"layers":[3,4,2],"activation":"silu","virtual_batch_norm":true,"epsilon":0.001,"#
        + #""observation_clip":2.5,"action":"continuous","action_low":[-2,0],"#
        + #""action_high":[2,0.5],"action_squash":"clip"}"#)
    #expect(
      try text(
        policy(
          Network(widths: [3, 4, 2], activation: .relu, hidden: .layerNormed), ActionHead(bounds)))
        == #"{"layers":[3,4,2],"activation":"relu","virtual_batch_norm":false,"layer_norm":true,"#
        + #""epsilon":1e-05,"observation_clip":null,"action":"continuous","action_low":[-2,0],"#
        + #""action_high":[2,0.5],"action_squash":"tanh"}"#)
    #expect(
      try text(
        policy(
          Network(widths: [3, 1], activation: .tanh), .value(mean: 0.1, deviation: 3), clip: 5))
        == #"{"layers":[3,1],"activation":"tanh","virtual_batch_norm":false,"epsilon":0.001,"#
        + #""observation_clip":5,"action":"value","action_mean":0.1,"action_deviation":3}"#)
  }
}
