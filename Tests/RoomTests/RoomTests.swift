import EvoTestSupport
import Foundation
import Testing

@Suite("Rooms")
struct RoomTests {
  private static let tree = Result { try SourceTree() }

  @Test(
    "the folders of a target do not use each other in a circle", arguments: try tree.get().targets)
  func circles(_ target: String) throws {
    let arrows = try Self.tree.get().arrows(in: target)
    func reached(from start: String) -> Set<String> {
      var seen: Set<String> = []
      var next = [start]
      while let folder = next.popLast() {
        for arrow in arrows.keys where arrow.from == folder && seen.insert(arrow.to).inserted {
          next.append(arrow.to)
        }
      }
      return seen
    }
    for (arrow, uses) in arrows where reached(from: arrow.to).contains(arrow.from) {
      Issue.record(
        "\(target): \(arrow.from)/ uses \(arrow.to)/, which leads back: \(uses.sorted())")
    }
  }

  @Test("the page on the architecture names every target and every folder")
  func described() throws {
    let page = try String(
      contentsOfFile: Repository.path + "/docs/ARCHITECTURE.md", encoding: .utf8)
    let tree = try Self.tree.get()
    for target in tree.targets {
      #expect(page.contains("`\(target)`"), "\(target) is not on the page")
      for folder in tree.folders(of: target) where !folder.isEmpty {
        let name = folder.split(separator: "/").last ?? ""
        #expect(page.contains("\(name)/"), "\(target)/\(folder) is not on the page")
      }
    }
  }

  @Test("a file holds one idea: none has more than 400 lines")
  func lengths() throws {
    for target in try Self.tree.get().targets {
      let folder = "\(Repository.path)/Sources/\(target)"
      for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
      where path.hasSuffix(".swift") {
        let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
        #expect(
          text.split(separator: "\n", omittingEmptySubsequences: false).count <= 400, "\(path)")
      }
    }
  }
}
