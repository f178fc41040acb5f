import EvoCore
import EvoEnvs
import EvoFiles
import EvoRun
import EvoTrain
import Testing

@Suite("Versions of environments")
struct EnvironmentVersionTests {
  private static let library = EnvironmentLibrary()
  private static let versioned = [
    "lunar-lander", "lunar-lander-continuous", "bipedal-walker", "bipedal-walker-hardcore",
  ]

  @Test("a name means the newest version, a name with a version that one", arguments: versioned)
  func names(_ name: String) throws {
    #expect(try Self.library.entry(name).spec.version == 2)
    #expect(try Self.library.entry("\(name)-v2").spec.version == 2)
    let first = try Self.library.entry("\(name)-v1").spec
    #expect(first.version == 1)
    #expect(first.name == name)
  }

  @Test("an environment without Box2D has one version", arguments: ["cartpole", "pendulum"])
  func single(_ name: String) throws {
    #expect(try Self.library.entry("\(name)-v1").spec == Self.library.entry(name).spec)
    #expect(throws: ResourceError.self) { try Self.library.entry("\(name)-v2") }
    #expect(throws: ResourceError.self) { try Self.library.entry(name, version: 3) }
  }

  @Test(
    "what is no version is part of a name", arguments: ["lunar-lander", "walker-vx", "-v", "v2"])
  func noVersion(_ name: String) {
    #expect(EnvironmentLibrary.parts(of: name) == nil)
  }

  @Test("the versions of an environment move differently", arguments: versioned)
  func moves(_ name: String) throws {
    func observation(_ version: Int) throws -> [Float] {
      let kind = try Self.library.entry(name, version: version).kind
      let memory = LaneMemory(kind.spec, stride: 16)
      let block = try kind.makeBlock(16)
      var random = Random(seed: 1, domain: .probe)
      memory.setAlive(0, true)
      block.reset(lane: 0, random: &random, in: memory.block)
      for _ in 0..<20 { block.step(lanes: 16, in: memory.block) }
      return memory.observation(0)
    }
    #expect(try observation(1) == observation(1))
    #expect(try observation(1) != observation(2))
  }

  private func policy(version: Int) throws -> PolicyFile {
    let spec = try Self.library.entry("lunar-lander", version: version).spec
    let network = Network(
      widths: [spec.observation.count, spec.action.outputCount], activation: .tanh)
    return PolicyFile(
      policy: Policy(
        network: network, head: ActionHead(spec.action),
        parameters: network.initialParameters(seed: 1), normalizer: nil, reference: nil),
      environment: "lunar-lander", environmentVersion: version, configuration: "lander", seed: 1,
      generation: 1, envSteps: 1, evaluation: nil)
  }

  @Test("a policy says which version it was trained in; one that says nothing had the first")
  func policies() throws {
    let first = try policy(version: 1).tensorFile(), second = try policy(version: 2).tensorFile()
    #expect(first.metadata["env_version"] == nil)
    #expect(second.metadata["env_version"] == "2")
    #expect(try PolicyFile(first).environmentVersion == 1)
    #expect(try PolicyFile(second).environmentVersion == 2)
    var damaged = second
    damaged.metadata["env_version"] = "two"
    #expect(throws: PolicyFileError.self) { try PolicyFile(damaged) }
  }

  @Test("what was saved finds the version that it had")
  func saved() throws {
    for version in 1...2 {
      let identifier = EnvironmentLibrary.identifier("lunar-lander", version: version)
      #expect(try SavedEnvironment.entry(identifier, of: "nowhere").spec.version == version)
    }
  }
}
