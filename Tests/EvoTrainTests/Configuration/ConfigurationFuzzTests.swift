import EvoCore
import EvoTrain
import Testing

@Suite("Hostile configurations")
struct ConfigurationFuzzTests {
  static let fragments = [
    ":", ": ", "- ", "? ", "[", "]", "{", "}", "\n", "\n  ", "\t", "\"", "'", "#", "&a ", "*a",
    "!!str ",
    "|\n", ">", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "null", "~", "-1", "1e999", ".nan", "0x7F",
    "99999999999999999999", "\u{0}", "\u{85}", "\u{FEFF}", "\u{1F3C1}", "\\uD800", "true", ", ",
  ]

  @Test("no mutation of a configuration does more than give a value or one sentence")
  func mutations() throws {
    var random = SplitMix64(state: 7)
    let originals = [
      TrainingConfiguration(env: "cartpole").yaml,
      "env: pendulum\nstrategy: {name: eggroll, sigma: {schedule: linear, start: 1, end: 2, "
        + "generations: 3}}\npolicy:\n  hidden: [64, 64]\noptimizer: adam\n",
    ]
    var accepted = 0
    for round in 0..<FuzzReadersTests.inputs {
      var bytes = Array(originals[round % originals.count].utf8)
      bytes.mutate(&random, fragments: Self.fragments)
      let text = String(decoding: bytes, as: UTF8.self)
      let value: TrainingConfiguration
      do throws(ConfigurationError) {
        value = try TrainingConfiguration.decode(yaml: text, file: "x.yaml")
      } catch {
        #expect(Self.isSentence(error.message) && error.message.hasPrefix("x.yaml"), "\(text)")
        continue
      }
      let again = try TrainingConfiguration.decode(yaml: value.yaml, file: "x.yaml")
      #expect(again == value, "\(text)")
      accepted += 1
    }
    // Neither all refused nor all accepted: the mutations reach the decoder and matter.
    #expect((FuzzReadersTests.inputs / 100..<FuzzReadersTests.inputs * 4 / 5).contains(accepted))
  }

  @Test("no mutation of an override does more than give a value or one sentence")
  func overrides() {
    var random = SplitMix64(state: 8)
    let originals = ["policy.hidden=[64,64]", "strategy=eggroll", "strategy.sigma.end=0.5"]
    for round in 0..<2000 {
      var bytes = Array(originals[round % originals.count].utf8)
      bytes.mutate(&random, edits: 3, fragments: Self.fragments)
      let override = String(decoding: bytes, as: UTF8.self)
      do throws(ConfigurationError) {
        let yaml = "env: a\nstrategy: openai-es\n"
        _ = try TrainingConfiguration.decode(yaml: yaml, file: "x.yaml", overrides: [override])
      } catch {
        #expect(Self.isSentence(error.message), "\(override)")
      }
    }
  }

  private static func isSentence(_ message: String) -> Bool {
    !message.isEmpty && message.count < 500
      && message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }
}
