import EvoCore
import EvoFiles
import EvoRun
import EvoTrain
import Testing

@Suite("Kinds of processors")
struct ProcessorTests {
  private let folder: TemporaryFolder
  private var path: String { folder("run") }

  init() throws { folder = try TemporaryFolder() }

  private func training(_ strategy: String) throws -> SmallTraining {
    try SmallTraining(strategy: strategy, generations: 3)
  }

  private func checkpoint(_ generation: Int) -> String {
    "\(path)/checkpoints/generation-000000000\(generation).safetensors"
  }

  private func change(_ generation: Int, _ change: (inout TensorFile) -> Void) throws {
    var file = try TensorFile.read(checkpoint(generation))
    change(&file)
    try file.write(to: checkpoint(generation))
  }

  @Test(
    "a checkpoint names the processor where OpenBLAS decides the last bits, and only there",
    arguments: [("cma-es", true), ("xnes", true), ("eggroll", false), ("sep-cma-es", false)])
  func named(strategy: String, isNamed: Bool) throws {
    _ = try training(strategy).start(path).run { _ in }
    let name = try TensorFile.read(checkpoint(3)).metadata["openblas_processor"]
    #expect((name != nil) == isNamed)
    #expect(name != "")
    _ = try training(strategy).goOn(path, warn: { Issue.record("\($0)") })
  }

  @Test(
    "a resume on another processor says that bits will differ, and the replay calls it no damage")
  func other() throws {
    let training = try training("cma-es")
    _ = try training.start(path).run { _ in }
    let here = try #require(TensorFile.read(checkpoint(3)).metadata["openblas_processor"])
    try change(3) { file in
      file.metadata["openblas_processor"] = "Z80"
      let mean: [Double] = file["strategy.mean"]?.values() ?? []
      file["strategy.mean"] = Tensor(mean.map { $0.nextUp })
    }
    var verification = try training.verify(path)
    #expect(
      verification.findings.contains {
        $0.verdict == .whole("generation 3, computed on OpenBLAS's Z80")
      })
    try verification.replay(2, workers: ThreadWorkers(count: 1))
    #expect(verification.isWhole)
    #expect(
      verification.findings.contains {
        $0.file.hasSuffix("3.safetensors")
          && $0.verdict
            == .remark(
              "computed on a processor that OpenBLAS takes for Z80; the replay, on one for \(here), "
                + "gives other bits, which shows nothing; replay it there")
      })
    var warnings: [String] = []
    _ = try training.goOn(path, warn: { warnings.append($0) })
    #expect(
      warnings == [
        "\(path): the training was computed on a processor that OpenBLAS takes for Z80, and goes on "
          + "with one for \(here): the last bits will differ from a training on that one"
      ])
    // Other bits on the same processor stay damage.
    try change(3) { $0.metadata["openblas_processor"] = here }
    verification = try training.verify(path)
    try verification.replay(2, workers: ThreadWorkers(count: 1))
    #expect(!verification.isWhole)
  }
}
