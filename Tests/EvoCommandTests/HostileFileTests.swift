import EvoCore
import EvoFiles
import Foundation
import Testing

/// A file that is no policy, made from one that is.
struct HostileFile: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// What is said after the file's name; all of it, or its beginning.
  let complaint: String
  let make: @Sendable (TensorFile) throws -> [UInt8]

  /// A file of these bytes.
  private static func made(
    _ testDescription: String, _ complaint: String,
    _ make: @escaping @Sendable (TensorFile) throws -> [UInt8]
  ) -> HostileFile {
    HostileFile(testDescription: testDescription, complaint: complaint, make: make)
  }

  /// The good file with a change, and a checksum that fits.
  private static func changed(
    _ testDescription: String, _ complaint: String,
    _ change: @escaping @Sendable (inout TensorFile) -> Void
  ) -> HostileFile {
    made(testDescription, complaint) { file in
      var copy = file
      change(&copy)
      return copy.encoded()
    }
  }

  /// A safetensors file with this header and so many bytes of data.
  private static func framed(_ header: String, data: Int, length: UInt64? = nil) -> [UInt8] {
    let length = length ?? UInt64(header.utf8.count)
    return withUnsafeBytes(of: length.littleEndian, Array.init) + Array(header.utf8)
      + [UInt8](repeating: 0, count: data)
  }

  private static func layers(_ layers: String) -> @Sendable (inout TensorFile) -> Void {
    { $0.metadata["network"]?.replace("[4,16,2]", with: layers) }
  }

  private static func evaluation(episodes: String) -> @Sendable (inout TensorFile) -> Void {
    { $0.metadata["evaluation"]?.replace("\"episodes\":100", with: "\"episodes\":\(episodes)") }
  }

  private static let pair =
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"#
    + #""data_offsets":"#

  static let all: [HostileFile] = [
    .made(
      "no bytes",
      "not a safetensors file: it holds 0 bytes, and the header's length alone takes 8",
      { _ in [] }),
    .made("cut off", "truncated: tensor 'layers.1.bias' ends at byte 456") {
      $0.encoded().dropLast(1)
    },
    .made(
      "cut off in the header",
      "truncated, or not a safetensors file: the header claims", { Array($0.encoded().prefix(100)) }
    ),
    .made(
      "a header of 2^63 bytes",
      "not a safetensors file: the header claims 9223372036854775808 bytes; at most 100000000 are "
        + "accepted"
    ) { _ in framed("{}", data: 0, length: 1 << 63) },
    .made("a text", "not a safetensors file: the header claims") { _ in
      Array("Dear reader, this is no policy.".utf8)
    },
    .made("tensors of somebody else", "no evo-rl policy; expected a policy.safetensors or ") {
      _ in framed(pair + "[8,16]}}", data: 16)
    },
    .made("tensors over each other", "tensor 'b' begins at byte 4 of the data, inside the") {
      _ in framed(pair + "[4,12]}}", data: 12)
    },
    .made("a tensor outside the file", "truncated: tensor 'b' ends at byte 16 of the data, ") {
      _ in framed(pair + "[8,16]}}", data: 8)
    },
    .made("offsets that overflow", "tensor 'b': 'data_offsets' holds '99999999999999999999';") {
      _ in framed(pair + "[8,99999999999999999999]}}", data: 8)
    },
    .made("a changed weight", "the file is damaged: checksum ") {
      var bytes = $0.encoded()
      bytes[bytes.count - 1] ^= 1
      return bytes
    },
    .changed("another version", "format version 2, but evo-rl 0.1.0 reads version 1") {
      $0.metadata["format_version"] = "2"
    },
    .changed("no environment", "the metadata lack 'env'") { $0.metadata["env"] = nil },
    .changed("a seed below 0", "seed: found -1, expected a whole number from 0") {
      $0.metadata["seed"] = "-1"
    },
    .changed(
      "an unknown environment",
      "the policy is for the environment 'cartpool', which this evo-rl does not have; "
        + "did you mean 'cartpole'?"
    ) { $0.metadata["env"] = "cartpool" },
    .changed(
      "another environment",
      "the policy does not fit the environment 'pendulum': found 4 inputs and 2 outputs, "
        + "expected 3 and 1"
    ) { $0.metadata["env"] = "pendulum" },
    .changed("no network", "the metadata lack 'network'") { $0.metadata["network"] = nil },
    .changed("a network that is no JSON", "network: found {, expected the JSON that evo-rl ") {
      $0.metadata["network"] = "{"
    },
    .changed(
      "a huge layer", "network: found ", layers("[4,65536,2]")),
    .changed(
      "a layer beyond all memory", "network: found ", layers("[4,1000000000000,2]")),
    .changed("a layer beyond all numbers", "network: found ", layers("[4,1e30,2]")),
    .changed("an empty layer", "network: found ", layers("[4,0,2]")),
    .changed("one layer", "network: found ", layers("[4]")),
    .changed("no layers", "network: found ", layers("[]")),
    .changed("a transposed weight", "network: found ") {
      $0["layers.0.weight"] = Tensor([Float](repeating: 0, count: 64), shape: [4, 16])
    },
    .changed("a short bias", "tensor 'layers.0.bias' has shape [15]; expected [16]") {
      $0["layers.0.bias"] = Tensor([Float](repeating: 0, count: 15))
    },
    .changed("a bias in doubles", "tensor 'layers.0.bias' holds F64; expected F32") {
      $0["layers.0.bias"] = Tensor([Double](repeating: 0, count: 16))
    },
    .changed("no bias", "there is no tensor 'layers.0.bias'; the file holds ") {
      $0["layers.0.bias"] = nil
    },
    .changed(
      "more episodes than fit in memory", "evaluation: found ",
      evaluation(episodes: "1000000000000000")),
    .changed("no episodes", "evaluation: found ", evaluation(episodes: "0")),
    .changed("episodes below 0", "evaluation: found ", evaluation(episodes: "-1")),
    .changed("normalization without its numbers", "there is no tensor 'observation.mean'; ") {
      $0.metadata["network"]?
        .replace("\"observation_clip\":null", with: "\"observation_clip\":5")
    },
    .changed("two kinds of normalization", "network: found ") {
      $0.metadata["network"]?
        .replace(
          "\"virtual_batch_norm\":false",
          with: "\"virtual_batch_norm\":true,\"layer_norm\":true")
    },
    .changed("batch norm without its batch", "there is no tensor 'layers.0.gain'; ") {
      $0.metadata["network"]?
        .replace("\"virtual_batch_norm\":false", with: "\"virtual_batch_norm\":true")
    },
  ]
}

@Suite("Hostile policy files")
struct HostileFileTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test("is refused by eval and by render with one sentence", arguments: HostileFile.all)
  func hostile(file: HostileFile) throws {
    let good = try TensorFile.read("\(Trained.cartPole().path)/policy.safetensors")
    try shell.write(file.make(good), to: "p.safetensors")
    for arguments in [["eval", "p.safetensors"], ["render", "p.safetensors", "--out", "f"]] {
      let command = try shell.start(arguments).end()
      #expect(command.status == 1)
      #expect(
        command.complaint.hasPrefix("p.safetensors: \(file.complaint)"), "\(command.complaint)")
      #expect(command.stderr.split(separator: "\n").count == 1)
      #expect(command.stdout == "")
    }
    #expect(try shell.names() == ["p.safetensors"])
  }

  @Test("what is not there is said, with the names that are")
  func missing() throws {
    for command in ["eval", "render"] {
      let options = command == "render" ? ["--out", "f"] : []
      let name = try shell.start([command, "cartpol"] + options).end()
      #expect(name.status == 1)
      #expect(name.complaint == "no policy 'cartpol'; did you mean 'cartpole'?")
      let path = try shell.start([command, "./none.safetensors"] + options).end()
      #expect(path.status == 1)
      #expect(path.complaint == "./none.safetensors: there is no such file")
    }
    let folder = try shell.run("eval", ".")
    #expect(folder.status == 1)
    #expect(
      folder.complaint
        == "./policy.safetensors: cannot read: no such file or folder; check the path")
    #expect(try shell.names() == [])
  }

  @Test("a reference batch of any size is played with or refused", arguments: [0, 1, 7, 4097])
  func referenceBatch(count: Int) throws {
    try shell.run(
      "train", "cartpole", "--quiet", "--generations", "1", "--out", "a", "--set",
      "policy.virtual_batch_norm=true"
    ).expectSuccess()
    var file = try TensorFile.read(shell("a/policy.safetensors"))
    file["reference.observations"] = Tensor(
      [Float](repeating: 0.5, count: 4 * count), shape: [count, 4])
    try shell.write(file.encoded(), to: "p.safetensors")
    let command = try shell.run("eval", "p.safetensors", "--json")
    #expect(command.status == 0 || (command.status == 1 && command.stderr.hasPrefix("Error: p.")))
    #expect((count == 0) == (command.status == 1))
  }

  @Test("weights that are no numbers give a result that is none")
  func notANumber() throws {
    var file = try TensorFile.read("\(Shell.repository)/policies/pendulum/policy.safetensors")
    let shape = try #require(file["layers.0.weight"]?.shape)
    file["layers.0.weight"] = Tensor(
      [Float](repeating: .nan, count: shape.reduce(1, *)), shape: shape)
    try shell.write(file.encoded(), to: "p.safetensors")
    let command = try shell.run("eval", "p.safetensors", "--episodes", "10", "--json")
    #expect(command.status == 0)
    #expect(try command.json["return_mean"] is NSNull)
    #expect(try command.json["failed"] as? Int == 10)
    let table = try shell.run("eval", "p.safetensors", "--episodes", "10")
    #expect(table.lines.last == "failed         10 episodes were not finite")
    try shell.run("render", "p.safetensors", "--out", "f").expectSuccess()
  }

  @Test("a checkpoint with a foreign configuration or another shape is refused")
  func checkpoint() throws {
    let folder = "\(try Trained.cartPole().path)/checkpoints"
    let name = try #require(
      FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix("gen") }.max())
    let good = try TensorFile.read("\(folder)/\(name)")
    func complaint(_ change: (inout TensorFile) -> Void) throws -> String {
      var file = good
      change(&file)
      try shell.write(file.encoded(), to: "c.safetensors")
      let command = try shell.run("eval", "c.safetensors")
      #expect(command.status == 1)
      #expect(command.stdout == "")
      return command.complaint
    }
    #expect(
      try complaint { $0.metadata["configuration"] = "env: cartpole\nfoo: 1\n" }
        .hasPrefix("c.safetensors:2: foo: unknown key; "))
    #expect(
      try complaint { $0.metadata["configuration"]?.replace("[16]", with: "[17]") }
        .hasPrefix("c.safetensors: tensor 'strategy.center' has shape [114]; expected [121]"))
    #expect(
      try complaint { $0.metadata["generation"] = "many" }
        .hasPrefix("c.safetensors: generation: found many, expected a whole number"))
    #expect(
      try complaint { $0.metadata["env_steps"] = nil }
        .hasPrefix("c.safetensors: the metadata lack 'env_steps'"))
  }
}
