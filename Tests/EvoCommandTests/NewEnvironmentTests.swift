import Foundation
import Testing

@Suite("evo-rl new environment")
struct NewEnvironmentTests {
  private let shell: Shell

  init() throws { shell = try Shell() }

  @Test("a new package takes evo-rl from the checkout, and says so")
  func package() throws {
    let command = try shell.run("new", "environment", "my-env", "--json")
    command.expectSuccess()
    let source = try #require(command.json["source"] as? String)
    #expect(FileManager.default.fileExists(atPath: "\(source)/Sources/EvoRL/EvoRL.swift"))
    let manifest = try shell.text("my-env/Package.swift")
    #expect(manifest.contains("path: \"\(source)\""))
    #expect(manifest.contains("name: \"my-env\", targets: [\"Program\"]"))
    let environment = try shell.text("my-env/Sources/Program/MyEnvironment.swift")
    #expect(environment.contains("name: \"my-env\""))
    #expect(environment.contains("struct MyEnvironment: Environment"))
    #expect(try shell.text("my-env/Sources/Program/main.swift").contains("(.myEnvironment,"))
    #expect(
      try shell.text("my-env/Tests/ProgramTests/MyEnvironmentTests.swift").contains(
        "expectContract(of: .myEnvironment)"))
  }

  @Test("evo-rl can come from an address, and its type is called after any name")
  func address() throws {
    let command = try shell.run(
      "new", "environment", "canvas", "--source", "https://example.org/evo-rl", "--out", "here")
    command.expectSuccess()
    #expect(command.stdout.contains("it takes evo-rl from https://example.org/evo-rl"))
    #expect(
      try shell.text("here/Package.swift").contains(
        ".package(url: \"https://example.org/evo-rl\", branch: \"main\")"))
    #expect(
      try shell.text("here/Sources/Program/CanvasEnvironment.swift").contains(
        "struct CanvasEnvironment: Environment"))
  }

  @Test("a folder that is there stays, and names that cannot be are refused in a sentence")
  func refusals() throws {
    try shell.write("mine", to: "mine")
    let there = try shell.run("new", "environment", "mine")
    #expect(there.status == 64)
    #expect(there.complaint.contains("mine is there already, and is not replaced"))
    for (name, words) in [
      ("hopper", "'hopper' is taken already"), ("evo-rl", "such as 'my-evo-rl'"),
      ("a/b", "expected a name of lower-case letters"), ("Lift", "lower-case"),
      ("7up", "begins with a letter"), ("", "expected a name of lower-case letters"),
      ("größe", "expected a name of lower-case letters"),
    ] {
      let command = try shell.run("new", "environment", name)
      #expect(command.status == 64)
      #expect(command.complaint.contains(words), "\(command.stderr)")
    }
    let nowhere = try shell.run("new", "environment", "lost", "--out", "no/such/lost")
    #expect(nowhere.status == 1)
    #expect(nowhere.complaint.contains("no/such/lost: the folder"), "\(nowhere.stderr)")
    let empty = try shell.run("new", "environment", "lost", "--source", ".")
    #expect(empty.status == 64)
    #expect(empty.complaint.contains("there are no sources of evo-rl"), "\(empty.stderr)")
    #expect(try shell.names() == ["mine"])
  }
}
