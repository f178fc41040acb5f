import EvoCore
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Convolutions of a configuration and of a policy file")
struct ConvolutionConfigurationTests {
  private func configuration(_ convolutions: String, data: String = "data: digits") throws
    -> TrainingConfiguration
  {
    try TrainingConfiguration.decode(
      yaml: data + "\npolicy:\n  convolutions: \(convolutions)\nstop: {generations: 1}\n", file: "c"
    )
  }

  private static let picture = PictureShape(channels: 1, height: 8, width: 8)

  @Test("are read with their defaults, and written so that they are read again")
  func read() throws {
    let found = try configuration(
      "[{channels: 3, kernel: 3, padding: 1, pool: 2}, {kernel: 2, channels: 4}]")
    let expected = [
      Convolution(channels: 3, kernel: 3, padding: 1, pool: 2), Convolution(channels: 4, kernel: 2),
    ]
    #expect(found.policy.convolutions == expected)
    #expect(try TrainingConfiguration.decode(yaml: found.yaml, file: "again") == found)
    #expect(try configuration("[]").policy.convolutions == [])
  }

  @Test(
    "what is none is refused with an example",
    arguments: [
      "[5]", "{channels: 3, kernel: 3}", "[{channels: 3}]", "[{kernel: 3}]",
      "[{channels: 3, kernel: 3, padding: 3}]",
    ])
  func refused(text: String) {
    #expect {
      try configuration(text)
    } throws: { error in
      "\(error)".contains("policy.convolutions: found")
        && "\(error)".contains("[{channels: 6, kernel: 5, padding: 2, pool: 2}]")
    }
  }

  @Test(
    "a key of a convolution that is wrong is named",
    arguments: [
      ("[{channels: 0, kernel: 3}]", "[0].channels: found '0', expected a whole number"),
      ("[{channels: 3, kernel: 65}]", "[0].kernel: found '65', expected a whole number"),
      (
        "[{channels: 3, kernel: 3}, {channels: 3, kernel: 3, pad: 1}]",
        "[1].pad: found '1', expected"
      ),
      ("[{channels: 3, kernel: 3, pool: 0}]", "[0].pool: found '0', expected a whole number"),
    ])
  func refusedKey(text: String, words: String) {
    #expect {
      try configuration(text)
    } throws: { error in
      "\(error)".contains("policy.convolutions\(words)")
    }
  }

  private func message(_ configuration: TrainingConfiguration, _ subject: TrainingSubject) -> String
  {
    do {
      _ = try Trainer(configuration, subject: subject, workers: SerialWorkers())
      return ""
    } catch { return "\(error)" }
  }

  private func digits() -> Dataset {
    Dataset(
      name: "digits", task: .classification(["0", "1"]),
      train: Samples(
        featureCount: 64, features: .floats((0..<64 * 20).map { Float($0 % 7) }),
        answers: .labels((0..<20).map { $0 % 2 })),
      test: Samples(
        featureCount: 64, features: .floats((0..<64 * 5).map { Float($0 % 5) }),
        answers: .labels((0..<5).map { $0 % 2 })), picture: Self.picture)
  }

  @Test("need pictures, and pictures that are large enough")
  func pictures() throws {
    let digits = digits()
    let small = try configuration("[{channels: 3, kernel: 3, pool: 2}]")
    #expect(message(small, .data(digits)) == "")
    #expect(
      message(
        try configuration("[{channels: 3, kernel: 3, pool: 2}, {channels: 3, kernel: 4}]"),
        .data(digits))
        == "policy.convolutions: number 2 of them does not fit into what is left of pictures of 8 x 8; "
        + "give it a smaller kernel, less pool, or more padding")
    var blind = digits
    blind.picture = nil
    #expect(
      message(small, .data(blind))
        == "policy.convolutions: digits has no pictures to look at; remove the key, or learn from "
        + "fashion-mnist, mnist or digits")
  }

  @Test("are in the policy file, which is read again and refused where it lies")
  func file() throws {
    let stack = try #require(
      ConvolutionStack([Convolution(channels: 3, kernel: 3, padding: 1, pool: 2)], on: Self.picture)
    )
    let network = Network(widths: [64, 5, 2], activation: .relu, convolutions: stack)
    let policy = Policy(
      network: network, head: .discrete(choices: 2), parameters: network.initialParameters(seed: 1),
      normalizer: nil, reference: nil)
    let file = PolicyFile(
      policy: policy, environment: "digits", configuration: "c", seed: 1, generation: 0,
      envSteps: 0,
      evaluation: nil)
    let folder = try TemporaryFolder()
    try file.write(to: folder("p.safetensors"))
    #expect(try PolicyFile(path: folder("p.safetensors")).policy == policy)
    let text = try #require(file.tensorFile().metadata["network"])
    #expect(
      text.hasPrefix(
        #"{"layers":[64,5,2],"picture":[1,8,8],"convolutions":[{"channels":3,"kernel":3,"padding":1,"#
          + #""pool":2}],"activation":"relu""#))
    for (from, to) in [
      ("[1,8,8]", "[1,8,9]"), ("[1,8,8]", "[64,1,1]"), ("[1,8,8]", "[-1,-8,8]"),
      ("[1,8,8]", "null"),
      (#""kernel":3"#, #""kernel":9"#), (#""kernel":3"#, #""kernel":1000000000"#),
      (#""channels":3"#, #""channels":4"#), (#""pool":2"#, #""pool":0"#),
      (#""pool":2"#, #""pool":9"#),
      (#""padding":1"#, #""padding":-1"#), (#""padding":1"#, #""padding":0"#),
    ] {
      var lying = file.tensorFile()
      lying.metadata["network"] = text.replacing(from, with: to)
      #expect(throws: PolicyFileError.self, "\(from) to \(to)") { try PolicyFile(lying) }
    }
  }
}
