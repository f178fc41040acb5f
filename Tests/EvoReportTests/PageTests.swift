import EvoDraw
import EvoReport
import Testing

@Suite("Report") struct PageTests {
  @Test("a foreign text can leave neither its element nor its attribute")
  func escaping() {
    let hostile = "</title><script>alert('x')</script>\"& \u{202E}\u{0}"
    let page: HTML = "<p title=\"\(hostile)\">\(hostile)</p>"
    let safe =
      "&lt;/title&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp; \u{FFFD}\u{FFFD}"
    #expect(page.text == "<p title=\"\(safe)\">\(safe)</p>")
  }

  @Test(
    "bytes are written as RFC 4648 has them",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func base64(_ text: String, _ expected: String) {
    #expect(Base64.text(Array(text.utf8)) == expected)
  }

  @Test("a path is one word of a shell, whatever is in it")
  func words() {
    #expect(ReportedRun.shellWord("runs/a-1") == "runs/a-1")
    #expect(ReportedRun.shellWord("it's $(x)") == "'it'\\''s $(x)'")
    #expect(ReportedRun.shellWord("") == "''")
  }

  @Test("a point that stands alone is a dot, and a gap divides a line")
  func gaps() {
    let samples = [(0.0, 1.0), (1, .nan), (2, 2), (3, 1)].map { LinePlot.Sample(x: $0, y: $1) }
    let plot = LinePlot(
      title: "", x: .init("x"), y: .init("y"), series: [.init("a", samples)])
    let text = Chart(plot, title: "y over x").html.text
    #expect(text.contains("d=\"M0 946h0M1333 54h0L2000 946\""))
  }
}
