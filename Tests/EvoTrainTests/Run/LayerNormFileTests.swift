import EvoCore
import EvoRun
import Testing

@Suite("Policy files with layer normalization")
struct LayerNormFileTests {
  private func file(layerNorm: Bool) -> PolicyFile {
    let network = Network(
      widths: [4, 8, 6, 2], activation: .relu, hidden: layerNorm ? .layerNormed : .dense)
    return PolicyFile(
      policy: Policy(
        network: network, head: .discrete(choices: 2),
        parameters: network.initialParameters(seed: 1), normalizer: nil, reference: nil),
      environment: "cartpole", configuration: "test", seed: 1, generation: 2, envSteps: 3,
      evaluation: nil)
  }

  @Test("a policy comes back as it was written, with or without", arguments: [false, true])
  func roundTrip(layerNorm: Bool) throws {
    let written = file(layerNorm: layerNorm)
    #expect(try PolicyFile(written.tensorFile()) == written)
  }

  @Test("the file says that layers are normalized and by which epsilon, and nothing otherwise")
  func metadata() {
    let plain = file(layerNorm: false).tensorFile()
    let normalized = file(layerNorm: true).tensorFile()
    #expect(
      plain.metadata["network"]
        == #"{"layers":[4,8,6,2],"activation":"relu","virtual_batch_norm":false,"epsilon":0.001,"#
        + #""observation_clip":null,"action":"discrete"}"#)
    #expect(
      normalized.metadata["network"]
        == #"{"layers":[4,8,6,2],"activation":"relu","virtual_batch_norm":false,"layer_norm":true,"#
        + #""epsilon":1e-05,"observation_clip":null,"action":"discrete"}"#)
    #expect(plain.names == normalized.names)
  }
}
