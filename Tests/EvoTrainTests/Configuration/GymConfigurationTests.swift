import EvoGym
import EvoTrain
import Testing

@Suite("Environments of Gymnasium in configurations")
struct GymConfigurationTests {
  private func decode(_ kwargs: String) throws -> TrainingConfiguration {
    try TrainingConfiguration.decode(
      yaml: "env: gym:my_package:MyEnv-v0\ngym:\n  kwargs: \(kwargs)\n", file: "x.yaml")
  }

  @Test("arguments become JSON with the types that YAML says, and read back as the same")
  func kwargs() throws {
    let configuration = try decode(
      "{size: 5, gravity: -9.5, name: '5', deep: {list: [a, true, null]}, small: 1e-3}")
    #expect(
      configuration.gym.arguments
        == #"{"size": 5, "gravity": -9.5, "name": "5", "deep": {"list": ["a", true, null]}, "small": 1e-3}"#
    )
    let again = try TrainingConfiguration.decode(yaml: configuration.yaml, file: "config.yaml")
    #expect(again == configuration)
  }

  @Test(
    "the name of the subject holds the arguments, so that a policy knows what it was trained in")
  func subject() throws {
    #expect(try decode("{}").subjectName == "gym:my_package:MyEnv-v0")
    let name = try decode("{a: 1}").subjectName
    #expect(name == #"gym:my_package:MyEnv-v0 {"a": 1}"#)
    let address = try #require(GymAddress(name))
    #expect(address.id == "my_package:MyEnv-v0")
    #expect(address.arguments == #"{"a": 1}"#)
    #expect(address.description == name)
    #expect(EnvironmentLibrary.parts(of: name + "-v1")?.name == name)
    #expect(GymAddress("cartpole") == nil)
  }

  @Test("no other configuration has the section")
  func section() {
    #expect(!TrainingConfiguration(env: "cartpole").yaml.contains("gym"))
    #expect(TrainingConfiguration(env: "gym:A-v0").yaml.contains("gym:\n  kwargs: {}\n"))
  }
}
