import EvoCore
import EvoFiles
import EvoRun
import EvoTestSupport
import EvoTrain
import Testing

/// The table of `policies/README.md` is about the files that lie beside it.
@Suite("The page of the policies")
struct PoliciesPageTests {
  private static let names = ResourceLocator(
    home: Repository.path, executable: nil, currentDirectory: ""
  ).names(.policies)

  private func cells(of name: String) throws -> [String] {
    let page = try FileSystem.posix.readFile(
      "\(Repository.path)/policies/README.md", limit: 1 << 20)
    let row = String(decoding: page, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("| [\(name)](\(name)/README.md) |") }
    return try #require(row, "no row for \(name)").split(
      separator: "|", omittingEmptySubsequences: false
    ).map { $0.trimmingPrefix { $0 == " " }.description.trimmedEnd }
  }

  @Test("every shipped policy has a row with its network and the return that its file holds")
  func rows() throws {
    #expect(Self.names.count >= 12)
    for name in Self.names {
      let cells = try cells(of: name)
      let file = try PolicyFile(
        path: "\(Repository.path)/policies/\(name)/policy.safetensors")
      let evaluation = try #require(file.evaluation)
      #expect(cells[2] == file.policy.network.widths.map(String.init).joined(separator: "-"))
      #expect(cells[3] == "\(tenths(evaluation.returnMean)) ± \(tenths(evaluation.returnStd))")
    }
  }

  /// One digit behind the point.
  private func tenths(_ value: Double) -> String {
    let tenths = Int((10 * abs(value)).rounded())
    return (value < 0 ? "-" : "") + "\(tenths / 10).\(tenths % 10)"
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
