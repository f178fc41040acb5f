import EvoCore
import EvoExport
import EvoFiles
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

@Suite("Exported policies")
struct ExportTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("the same policy gives the same bytes, whatever was there", arguments: ExportFormat.all)
  func sameBytes(format: ExportFormat) throws {
    let file = try #require(ExportSamples.named("batch-normed"))
    let path = folder("p\(format.suffix)")
    let size = try file.export(to: path)
    let first = try FileSystem.posix.readFile(path, limit: 1 << 20)
    #expect(first.count == size)
    _ = try file.export(to: path)
    #expect(try FileSystem.posix.readFile(path, limit: 1 << 20) == first)
    #expect(try folder.names == ["p\(format.suffix)"])
  }

  @Test("an ending may be in capitals; one that stands for nothing gets the nearest")
  func endings() throws {
    #expect(try ExportFormat(ofPath: "a.b/Policy.ONNX").suffix == ".onnx")
    func words(_ path: String) -> String {
      do { return try ExportFormat(ofPath: path).suffix } catch { return "\(error)" }
    }
    #expect(
      words("x/p.onx") == "x/p.onx: its ending stands for no format; did you mean '.onnx'?")
    let all = "there are .onnx, .c, .swift, .py, .safetensors"
    #expect(words("policy") == "policy: its ending stands for no format; \(all)")
    #expect(words("runs.c/policy") == "runs.c/policy: its ending stands for no format; \(all)")
    #expect(words("p.tflite") == "p.tflite: its ending stands for no format; \(all)")
  }

  @Test("the file of the policy itself is not replaced, by whatever name")
  func source() throws {
    let file = try #require(ExportSamples.named("batch-normed"))
    try file.write(to: folder("policy.safetensors"))
    let other = folder.path + "/./policy.safetensors"
    #expect(throws: ExportError.replacesSource(path: other)) {
      try file.export(to: other, from: folder("policy.safetensors"))
    }
    #expect(try PolicyFile(path: folder("policy.safetensors")) == file)
  }

  @Test("weights that are not finite are refused, and nothing is written")
  func notFinite() throws {
    var file = try #require(ExportSamples.named("cartpole"))
    file.policy.parameters[3] = .infinity
    for format in ExportFormat.all {
      let path = folder("p\(format.suffix)")
      #expect(throws: ExportError.notFinite(path: path)) { try file.export(to: path) }
    }
    #expect(try folder.names == [])
  }

  @Test("what cannot be written leaves nothing")
  func unwritable() throws {
    let file = try #require(ExportSamples.named("cartpole"))
    #expect(throws: FileError.self) { try file.export(to: folder("missing/p.onnx")) }
    #expect(try folder.names == [])
  }

  @Test("folded, a policy is one without batch normalization that answers as before")
  func folded() throws {
    for name in ["batch-normed", "batch-normed-clipped"] {
      let file = try #require(ExportSamples.named(name))
      _ = try file.export(to: folder("f.safetensors"))
      let folded = try PolicyFile(path: folder("f.safetensors"))
      #expect(folded.policy.network.hidden == .dense)
      #expect(folded.policy.reference == nil)
      #expect(folded.policy.normalizer == file.policy.normalizer)
      let observations = ExportSamples.observations(500, for: file.policy)
        .filter { $0.allSatisfy { abs($0) < 100 } }
      let before = ExportSamples.answers(file.policy, observations).outputs
      let after = ExportSamples.answers(folded.policy, observations).outputs
      #expect(before != after)
      for (x, y) in zip(before, after) { #expect(abs(x - y) <= 1e-4 * max(1, abs(x))) }
    }
  }

  @Test("a policy without batch normalization is written as it is")
  func unfolded() throws {
    let file = try #require(ExportSamples.named("layer-normed"))
    _ = try file.export(to: folder("f.safetensors"))
    #expect(try PolicyFile(path: folder("f.safetensors")) == file)
  }
}
