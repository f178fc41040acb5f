import Foundation
import Testing

@Suite("evo-rl export")
struct ExportCommandTests {
  private let shell: Shell

  init() throws { shell = try Shell() }

  @Test("writes the file that the ending asks for, and says what it is", arguments: ["onnx", "c"])
  func written(ending: String) throws {
    let command = try shell.run("export", "cartpole", "p.\(ending)", "--json")
    command.expectSuccess()
    let object = try command.json
    #expect(object["env"] as? String == "cartpole")
    #expect(object["out"] as? String == "p.\(ending)")
    #expect(object["bytes"] as? Int == (try shell.bytes("p.\(ending)").count))
    #expect(try shell.run("export", "cartpole", "p.\(ending)", "--quiet").stdout == "")
  }

  @Test("takes a run, its checkpoints, and what was trained on data, with its classes")
  func sources() throws {
    let run = try Trained.cartPole().path
    try shell.run("export", run, "a.py").expectSuccess()
    try shell.run("export", "\(run)/policy.safetensors", "b.py").expectSuccess()
    #expect(
      try shell.text("a.py").replacing("from a", with: "from b")
        .replacing("python a", with: "python b") == shell.text("b.py"))
    let checkpoints = try FileManager.default.contentsOfDirectory(atPath: "\(run)/checkpoints")
    let checkpoint = try #require(checkpoints.sorted().first)
    try shell.run("export", "\(run)/checkpoints/\(checkpoint)", "c.onnx").expectSuccess()
    try shell.run(
      "train", "digits", "--generations", "1", "--quiet", "--out", "d", "--set",
      "strategy.population=16"
    ).expectSuccess()
    try shell.run("export", "d", "digits.c").expectSuccess()
    #expect(try shell.text("digits.c").contains("const char *const digits_classes[10] = {\"0\", "))
    try shell.run("export", "d", "digits.onnx").expectSuccess()
    #expect(String(decoding: try shell.bytes("digits.onnx"), as: UTF8.self).contains("\"classes\""))
  }

  @Test("what cannot be exported is said in a sentence, and nothing is written")
  func refusals() throws {
    let unknown = try shell.run("export", "cartpole", "p.onxx")
    #expect(unknown.status == 64)
    #expect(
      unknown.complaint == "p.onxx: its ending stands for no format; did you mean '.onnx'?")
    try FileManager.default.createDirectory(
      atPath: shell("empty"), withIntermediateDirectories: true)
    let empty = try shell.run("export", "empty", "p.onnx")
    #expect(
      empty.complaint
        == "empty/policy.safetensors: cannot read: no such file or folder; check the path")
    let missing = try shell.run("export", "cartpole", "no/p.onnx")
    #expect(missing.complaint == "no/p.onnx: cannot write: no such file or folder; check the path")
    #expect([empty.status, missing.status] == [1, 1])
    #expect(try shell.names() == ["empty"])
    #expect(
      try shell.run("export", "cartpol", "p.c").complaint.contains("did you mean 'cartpole'?"))
  }
}
