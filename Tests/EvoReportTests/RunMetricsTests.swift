import EvoReport
import EvoTrain
import Foundation
import Testing

@Suite("Metrics of a page") struct RunMetricsTests {
  @Test(
    "columns are found by their names, whatever stands beside them; a line that is cut is left out")
  func columns() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "evo-rl-metrics-\(UUID().uuidString).csv").path(percentEncoded: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let header = GenerationReport.header(measures: [])
    let count = header.split(separator: ",").count
    let text = """
      speed,\(header),hull_angle
      0.5,1\(String(repeating: ",7", count: count - 1)),9
      0.5,2,7
      0.5,3\(String(repeating: ",", count: count))9

      """
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    let metrics = try RunMetrics(reading: path)
    #expect(metrics.column("generation") == [1, 3])
    let returns = metrics.column("return_mean")
    #expect(returns.count == 2 && returns[0] == 7 && returns[1].isNaN)
  }
}
