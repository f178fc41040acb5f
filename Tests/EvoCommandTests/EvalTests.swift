import EvoCore
import EvoFiles
import Foundation
import Testing

@Suite("evo-rl eval")
struct EvalTests {
  let shell: Shell
  let run: String
  let done: [String: Any]

  init() throws {
    shell = try Shell()
    (run, done) = try Trained.cartPole()
  }

  @Test("gives exactly the number that training reported")
  func reproduces() throws {
    let command = try shell.run("eval", run, "--json")
    #expect(command.status == 0)
    #expect(command.stderr == "")
    #expect(command.lines.count == 1)
    let object = try command.json
    for key in ["return_mean", "return_std", "env", "episodes"] {
      #expect("\(object[key] ?? "none")" == "\(done[key] ?? "nothing")", "\(key)")
    }
    #expect(
      object.keys.sorted()
        == [
          "env", "episodes", "failed", "length_mean", "policy", "return_max", "return_mean",
          "return_median", "return_min", "return_std", "seed", "success_rate",
        ])
    #expect(object["policy"] as? String == "\(run)/policy.safetensors")
  }

  @Test("a seed gives the same numbers on any number of workers, and other seeds give others")
  func workers() throws {
    let outputs = try ["1", "2", "5"].map {
      try shell.run("eval", run, "--seed", "7", "--episodes", "50", "--json", "--workers", $0)
    }
    #expect(outputs.allSatisfy { $0.status == 0 && $0.stdout == outputs[0].stdout })
    let object = try outputs[0].json
    #expect(object["seed"] as? Int == 7)
    #expect(object["episodes"] as? Int == 50)
    let generation = "\(run)/checkpoints/generation-0000000010.safetensors"
    let means = try ["7", "8"].map {
      try shell.run("eval", generation, "--seed", $0, "--json").json["return_mean"] as? Double
    }
    #expect(means[0] != means[1])
  }

  @Test("takes a folder, a policy file and the checkpoint that the policy was saved with")
  func sources() throws {
    let checkpoints = try FileManager.default.contentsOfDirectory(atPath: "\(run)/checkpoints")
    let newest = try #require(checkpoints.filter { $0.hasPrefix("generation") }.max())
    let outputs = try [
      run, "\(run)/", "\(run)/policy.safetensors", "\(run)/checkpoints/\(newest)",
    ]
    .map { path in
      var object = try shell.run("eval", path, "--seed", "3", "--json").json
      object["policy"] = nil
      return object.keys.sorted().map { "\($0)=\(String(describing: object[$0]))" }
    }
    #expect(outputs.allSatisfy { $0 == outputs[0] && !$0.isEmpty })
  }

  @Test("several policies get a row each, or a line of JSON each, with the numbers of one alone")
  func several() throws {
    let alone = try [run, "pendulum"].map {
      try shell.run("eval", $0, "--seed", "7", "--episodes", "10", "--json").stdout
    }
    let together = try shell.run(
      "eval", run, "pendulum", "--seed", "7", "--episodes", "10", "--json")
    #expect(together.stdout == alone.joined())
    let table = try shell.run("eval", run, "pendulum", "--seed", "7", "--episodes", "10")
    #expect(table.lines.count == 3)
    #expect(table.lines[0].hasPrefix("policy "))
    #expect(table.lines[1].contains(" cartpole "))
    #expect(table.lines[2].contains(" pendulum "))
    let wrong = try shell.run("eval", run, "pendulm")
    #expect(wrong.status == 1)
    #expect(wrong.complaint == "no policy 'pendulm'; did you mean 'pendulum'?")
  }

  @Test("prints a table for people")
  func table() throws {
    let command = try shell.run("eval", run, "--seed", "7", "--episodes", "10")
    #expect(command.status == 0)
    #expect(
      command.lines.map { $0.prefix { $0 != " " } }
        == [
          "environment", "policy", "episodes", "return", "median", "range", "length", "success",
        ])
    #expect(command.lines.contains("episodes     10, seed 7"))
  }

  @Test("--json --quiet prints the result for programs alone", arguments: ["eval", "verify"])
  func quietJSON(command: String) throws {
    let loud = try shell.run(command, run, "--json")
    let quiet = try shell.run(command, run, "--json", "--quiet")
    #expect(quiet.status == 0 && quiet.stderr == "")
    #expect(quiet.stdout == loud.stdout && !quiet.stdout.isEmpty)
  }
}

@Suite("Shipped policies")
struct ShippedPolicyTests {
  static let names: [String] = {
    let folder = "\(Shell.repository)/policies"
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/README.md") }
      .sorted()
  }()

  @Test("there are some, and list knows them")
  func listed() throws {
    #expect(!Self.names.isEmpty)
    #expect(try Shell().run("list", "policies", "--names").lines == Self.names)
  }

  @Test("a shipped policy reaches exactly what it claims, and its card says that", arguments: names)
  func claims(name: String) throws {
    let shell = try Shell()
    let path = "\(Shell.repository)/policies/\(name)/policy.safetensors"
    let file = try TensorFile.read(path)
    let claim = try #require(
      try JSONSerialization.jsonObject(with: Data((file.metadata["evaluation"] ?? "").utf8))
        as? [String: Any])
    let command = try shell.run("eval", name, "--json")
    #expect(command.status == 0, "\(command.stderr)")
    let object = try command.json
    for (key, value) in claim { #expect("\(object[key] ?? "none")" == "\(value)", "\(key)") }

    let card = try String(
      contentsOfFile: "\(Shell.repository)/policies/\(name)/README.md", encoding: .utf8)
    func fixed(_ key: String) throws -> String {
      String(format: "%.2f", try #require(object[key] as? Double))
    }
    #expect(
      card.contains(
        "return \(try fixed("return_mean")) ± \(try fixed("return_std")) over "
          + "\(object["episodes"] ?? "") episodes (seed \(object["seed"] ?? ""))"))
  }
}
