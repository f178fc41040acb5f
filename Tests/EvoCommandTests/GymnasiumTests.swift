import Foundation
import Testing

/// What is said of environments of Gymnasium where there is none. `Tests/Peers` trains in them.
@Suite("Gymnasium")
struct GymnasiumTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test("without Python, the way to get it is told, and nothing is written")
  func noPython() throws {
    for command in ["train", "list env"] {
      let arguments = command.split(separator: " ").map(String.init) + ["gym:CartPole-v1"]
      let result = try shell.start(arguments, environment: ["EVO_RL_PYTHON": "no-such-python"])
        .end()
      #expect(result.status == 1)
      #expect(
        result.complaint
          == "the Python program 'no-such-python' cannot be started (No such file or directory); install "
          + "it with 'apt-get install python3 python3-venv', or name another one in EVO_RL_PYTHON")
    }
    #expect(try shell.names() == [])
  }

  @Test("a program that is no Python is named by how it ends")
  func noInterpreter() throws {
    let result = try shell.run(
      "train", "gym:CartPole-v1", environment: ["EVO_RL_PYTHON": "/bin/true"])
    #expect(result.status == 1)
    #expect(result.complaint == "gym:CartPole-v1: its Python process ended with status 0")
  }

  @Test("a program that never answers is waited for as long as was said")
  func silence() throws {
    try shell.write("#!/bin/sh\nexec sleep 1000\n", to: "silent")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: shell("silent"))
    let result = try shell.run(
      "train", "gym:CartPole-v1",
      environment: ["EVO_RL_PYTHON": shell("silent"), "EVO_RL_GYM_TIMEOUT": "0.2"])
    #expect(result.status == 1)
    #expect(
      result.complaint
        == "gym:CartPole-v1: its Python process has not answered for 0.2 s; EVO_RL_GYM_TIMEOUT sets how "
        + "long it may take")
  }

  @Test("a time to wait that is none is refused")
  func noTime() throws {
    for text in ["soon", "0", "nan", "1e7"] {
      let result = try shell.run(
        "train", "gym:CartPole-v1", environment: ["EVO_RL_GYM_TIMEOUT": text])
      #expect(result.status == 1)
      #expect(
        result.complaint
          == "EVO_RL_GYM_TIMEOUT: expected seconds from 0.001 to 1000000, found '\(text)'")
    }
  }

  @Test("arguments of gymnasium.make are refused elsewhere, and where they are no mapping")
  func arguments() throws {
    let foreign = try shell.run("train", "cartpole", "--set", "gym.kwargs={gravity: 1}")
    #expect(
      foreign.complaint
        == "--set gym.kwargs={gravity: 1}: gym: belongs to an environment of Gymnasium; remove it, or name "
        + "one, as with env: gym:CartPole-v1")
    let list = try shell.run("train", "gym:CartPole-v1", "--set", "gym.kwargs=[1, 2]")
    #expect(
      list.complaint
        == "--set gym.kwargs=[1, 2]: gym.kwargs: found '[1, 2]', expected arguments by name, such as "
        + "{gravity: -5.0, max_episode_steps: 500}")
  }
}
