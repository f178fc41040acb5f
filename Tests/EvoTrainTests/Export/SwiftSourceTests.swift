import EvoCore
import EvoExport
import EvoRun
import EvoTestSupport
import Foundation
import Testing

/// The Swift file of a policy, compiled and called.
@Suite(
  "Policies in Swift", .enabled(if: Tool.swiftCompiler != nil, "needs swiftc in the path"))
struct SwiftSourceTests {
  /// Reads observations and prints outputs and actions, all as they lie in memory.
  private static func main(_ policies: [(name: String, type: String, file: PolicyFile)]) -> String {
    let cases = policies.map { policy in
      let act =
        switch policy.file.policy.head {
        case .discrete: "\(policy.type).act(x).map { [Float($0)] } ?? [.nan]"
        case .continuous: "\(policy.type).act(x)"
        case .value: "[\(policy.type).act(x)]"
        }
      return "  case \"\(policy.name)\": return (\(policy.type).head(x), \(act))"
    }
    return """
      @preconcurrency import Glibc
      func answer(_ x: [Float], _ name: String) -> ([Float], [Float]) {
        switch name {
      \(cases.joined(separator: "\n"))
        default: exit(1)
        }
      }
      func write(_ x: [Float]) { x.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, stdout) } }
      var x = [Float](repeating: 0, count: Int(CommandLine.arguments[2]) ?? 0)
      while x.withUnsafeMutableBytes({ fread($0.baseAddress, $0.count, 1, stdin) }) == 1 {
        let (outputs, actions) = answer(x, CommandLine.arguments[1])
        write(outputs)
        write(actions)
      }
      """
  }

  @Test("the compiler has nothing to say, and the bits are those of the program")
  func bitEqual() throws {
    let folder = try TemporaryFolder()
    let samples = ExportSamples.madeUp + ExportSamples.shipped.prefix(2)
    let policies = samples.map { sample in
      let words = sample.name.split(separator: "-").map {
        $0.prefix(1).uppercased() + $0.dropFirst()
      }
      return (name: sample.name, type: words.joined() + "Policy", file: sample.file)
    }
    var sources = [folder("main.swift")]
    try folder.write(Self.main(policies), to: "main.swift")
    for policy in policies {
      sources.append(folder("\(policy.name).swift"))
      _ = try policy.file.export(to: folder("\(policy.name).swift"))
    }
    let compiled = try Tool.run(
      try #require(Tool.swiftCompiler),
      ["-swift-version", "6", "-warnings-as-errors", "-o", folder("all")] + sources)
    #expect(compiled.status == 0, "\(String(decoding: compiled.output, as: UTF8.self))")
    for policy in policies {
      let observations = ExportSamples.observations(2000, for: policy.file.policy)
      let expected = ExportSamples.answers(policy.file.policy, observations)
      let input = observations.flatMap { $0 }.withUnsafeBytes { Data($0) }
      let result = try Tool.run(
        folder("all"), [policy.name, "\(observations[0].count)"], input: input)
      let numbers = [Float](unsafeUninitializedCapacity: result.output.count / 4) { buffer, count in
        count = result.output.copyBytes(to: buffer) / 4
      }
      let outputs = policy.file.policy.head.outputCount
      let actions = expected.actions.count / observations.count
      let rows = stride(from: 0, to: numbers.count, by: outputs + actions).map {
        numbers[$0..<$0 + outputs + actions]
      }
      #expect(rows.count == observations.count, "\(policy.name)")
      #expect(bits(rows.flatMap { $0.prefix(outputs) }) == bits(expected.outputs), "\(policy.name)")
      #expect(bits(rows.flatMap { $0.suffix(actions) }) == bits(expected.actions), "\(policy.name)")
    }
  }
}
