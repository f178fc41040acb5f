import EvoFiles
import Foundation
import Testing

/// `report`, and `train --report`.
@Suite("Runs as one page") struct ReportCommandTests {
  private static let shell = Result { () throws -> Shell in
    let shell = try Shell()
    let one = try shell.run(
      "train", "cartpole", "--seed", "1", "--report", "--out", "runs/one", "--quiet")
    try #require(one.status == 0, "\(one.stderr)")
    for population in ["16", "32"] {
      let many = try shell.run(
        "train", "cartpole", "--seeds", "1-2", "--generations", "3", "--quiet", "--set",
        "strategy.population=\(population)", "--out", "runs/p\(population)")
      try #require(many.status == 0, "\(many.stderr)")
    }
    return shell
  }

  private var shell: Shell { get throws { try Self.shell.get() } }

  private func page(_ name: String) throws -> String {
    String(decoding: try shell.bytes(name), as: UTF8.self)
  }

  @Test("a training's page is one small file that asks nobody for anything")
  func isSelfContained() throws {
    let page = try page("runs/one/report.html")
    #expect(page.utf8.count <= 1_000_000)
    #expect(page.contains("Solved: episode return"))
    #expect(page.contains("src=\"data:image/webp;base64,UklGR"))
    for asking in ["http://", "https://", "<script", "<link", "url(", "@import", "http-equiv"] {
      #expect(!page.contains(asking), "\(asking)")
    }
    #expect(page.components(separatedBy: "src=").count == 2)
  }

  @Test("the page holds every setting and the commands that give the same again")
  func tellsHowToRepeatIt() throws {
    let page = try page("runs/one/report.html")
    for text in ["strategy.population", "optimizer.learning_rate", "train runs/one/config.yaml"] {
      #expect(page.contains(text), "\(text)")
    }
  }

  @Test("the same run gives the same page, now and later")
  func isReproducible() throws {
    let command = try shell.run("report", "runs/one", "--out", "later.html", "--json")
    #expect(command.status == 0, "\(command.stderr)")
    let bytes = try shell.bytes("later.html")
    #expect(try command.json["bytes"] as? Int == bytes.count)
    #expect(try bytes == shell.bytes("runs/one/report.html"))
  }

  @Test("several runs are shown in their groups, with the words of compare")
  func groups() throws {
    let command = try shell.run("report", "runs/p16/*", "runs/p32/*", "--out", "groups.html")
    #expect(command.status == 0, "\(command.stderr)")
    let page = try page("groups.html")
    #expect(page.utf8.count <= 1_000_000)
    for text in ["4 runs in 2 groups", "population 16", "Is it a difference?", "train at least 5"] {
      #expect(page.contains(text), "\(text)")
    }
  }

  @Test("a page with another ending, of no run or of two tasks is refused in a sentence, unwritten")
  func refusals() throws {
    let other = try shell.run(
      "train", "pendulum", "--generations", "1", "--out", "runs/other", "--quiet")
    #expect(other.status == 0, "\(other.stderr)")
    for (runs, out, reason) in [
      (["runs/one"], "page.pdf", "a report is a page"), (["runs/none"], "a.html", "runs/none"),
      (["runs/one", "runs/other"], "b.html", "pendulum"),
      (["runs/one"], "no/such/c.html", "no/such"),
    ] {
      let command = try shell.start(["report"] + runs + ["--out", out], environment: [:]).end()
      #expect(command.status != 0)
      #expect(command.complaint.contains(reason), "\(command.stderr)")
      #expect(throws: (any Error).self) { try shell.bytes(out) }
    }
  }
}
