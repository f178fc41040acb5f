import EvoCore
import EvoEnvs
import EvoExport
import EvoFiles
import EvoRun
import EvoTestSupport
import EvoTrain
import Foundation
import Testing

@Suite("Cards of policies")
struct ModelCardTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let library = EnvironmentLibrary(
    locator: ResourceLocator(home: Repository.path, executable: nil, currentDirectory: ""))

  private func cartPole() throws -> PolicyFile { try #require(ExportSamples.named("cartpole")) }

  private func write(_ file: PolicyFile, from source: String, to path: String) throws -> [String] {
    try ModelCard.write(
      file, source: source, environment: try Self.library.entry(file.environment), to: path,
      seed: 1, workers: SerialWorkers())
  }

  @Test("every shipped policy has the card that the program writes")
  func shipped() throws {
    #expect(ExportSamples.shipped.count >= 12)
    for (name, file) in ExportSamples.shipped {
      let path = "\(Repository.path)/policies/\(name)"
      let card = ModelCard(
        file, environment: try Self.library.entry(file.environment).spec, film: "replay.webp")
      func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
      }
      let page = card.page()
      #expect(try text("README.md").hasPrefix(page), "\(name): policies/retrain writes it")
      #expect(try text("README.md").count > page.count + 50, "\(name): its notes")
      #expect(try text("results.json") == card.results)
      let film = try Data(contentsOf: URL(filePath: "\(path)/replay.webp"))
      #expect(film.count < 330_000, "\(name): small enough for a repository")
      // The film says whose it is.
      #expect(film.range(of: Data("env: \(name)".utf8)) != nil)
    }
  }

  @Test("a folder of its own gets all that is needed, and a second card keeps what its owner wrote")
  func complete() throws {
    let names = try write(cartPole(), from: "elsewhere", to: folder("card"))
    #expect(names == ["policy.safetensors", "act.py", "replay.webp", "results.json", "README.md"])
    #expect(try PolicyFile(path: folder("card/policy.safetensors")) == cartPole())
    let page = try folder.text("card/README.md")
    try folder.write(page + "\nMy own words.\n", to: "card/README.md")
    var file = try cartPole()
    file.evaluation?.returnMean = 123.456
    let again = try write(file, from: folder("card/policy.safetensors"), to: folder("card"))
    #expect(again == ["replay.webp", "results.json", "README.md"])
    let second = try folder.text("card/README.md")
    #expect(second.contains("value: \"123.46 +/- 0.00\"") && second.hasSuffix("\nMy own words.\n"))
  }

  @Test("a page of others and another policy stay, and nothing is written beside them")
  func foreign() throws {
    try FileManager.default.createDirectory(
      atPath: folder("a"), withIntermediateDirectories: true)
    try folder.write("# Mine\n", to: "a/README.md")
    #expect(throws: CardError.foreignPage(path: folder("a/README.md"))) {
      try write(cartPole(), from: "elsewhere", to: folder("a"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("a")) == ["README.md"])
    try FileManager.default.createDirectory(
      atPath: folder("b"), withIntermediateDirectories: true)
    try #require(ExportSamples.named("pendulum")).write(to: folder("b/policy.safetensors"))
    #expect(throws: CardError.otherPolicy(path: folder("b/policy.safetensors"))) {
      try write(cartPole(), from: "elsewhere", to: folder("b"))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder("b")) == ["policy.safetensors"])
  }

  @Test("the figures for programs are JSON, by the names that others use")
  func results() throws {
    let file = try #require(ExportSamples.named("pendulum"))
    let card = ModelCard(
      file, environment: try Self.library.entry("pendulum").spec, film: nil)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(card.results.utf8)) as? [String: Any])
    let mean = try #require(object["mean_reward"] as? Double)
    #expect(abs(mean - (file.evaluation?.returnMean ?? 0)) < 1e-9)
    #expect(object["n_eval_episodes"] as? Int == 100)
    #expect(object["env"] as? String == "pendulum")
    #expect(card.page().contains("      type: \"Pendulum-v1\"\n"))
    #expect(!card.page().contains("!["))
  }
}
