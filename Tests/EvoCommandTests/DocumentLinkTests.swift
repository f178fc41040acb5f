import Foundation
import Testing

/// A page of the documentation and where its links point to.
struct LinkedPage: CustomTestStringConvertible, Sendable {
  /// The path from the top of the checkout.
  let name: String
  let text: String

  var testDescription: String { name }

  /// Every Markdown file that is not of a build.
  static let all: [LinkedPage] = {
    let files = FileManager.default.enumerator(atPath: Shell.repository)
    var pages: [LinkedPage] = []
    while let name = files?.nextObject() as? String {
      if name.split(separator: "/").last?.hasPrefix(".") == true || name == "runs" {
        files?.skipDescendants()
      } else if name.hasSuffix(".md"),
        let text = try? String(contentsOfFile: "\(Shell.repository)/\(name)", encoding: .utf8)
      {
        pages.append(LinkedPage(name: name, text: text))
      }
    }
    return pages.sorted { $0.name < $1.name }
  }()

  /// The targets of links and pictures; not those to other sites.
  var targets: [String] {
    text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }.filter { !$0.contains("://") }
  }

  /// What headings can be linked to as, in GitHub's way.
  var anchors: [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
      heading.drop { $0 == "#" || $0 == " " }.lowercased()
        .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
        .replacing(" ", with: "-")
    }
  }
}

@Suite("Links of the documentation")
struct DocumentLinkTests {
  @Test(
    "every link of a page leads to a file of the repository, and to a heading that is there",
    arguments: LinkedPage.all)
  func links(page: LinkedPage) throws {
    let folder = URL(filePath: "\(Shell.repository)/\(page.name)").deletingLastPathComponent()
    for target in page.targets {
      let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let path =
        parts[0].isEmpty
        ? "\(Shell.repository)/\(page.name)"
        : folder.appending(path: String(parts[0])).standardizedFileURL.path()
      #expect(FileManager.default.fileExists(atPath: path), "\(target) leads nowhere")
      guard parts.count == 2 else { continue }
      let linked = LinkedPage(
        name: path, text: (try? String(contentsOfFile: path, encoding: .utf8)) ?? "")
      #expect(linked.anchors.contains(String(parts[1])), "\(target): no such heading")
    }
  }

  @Test("there are pages, and a link with a heading is found")
  func finder() {
    #expect(LinkedPage.all.contains { $0.name == "README.md" })
    #expect(LinkedPage.all.contains { $0.name == "docs/strategies/README.md" })
    let page = LinkedPage(
      name: "x.md", text: "# A heading, `x`\n[a](b.md#c) ![d](e.png) [f](https://g)")
    #expect(page.targets == ["b.md#c", "e.png"])
    #expect(page.anchors == ["a-heading-x"])
  }
}
