import Foundation
import Testing

@Suite struct PlanTests {
  @Test func forecastsHaveARowForEachNumberOfRanks() throws {
    let shell = try Shell()
    let command = try shell.run(
      "plan", "cartpole", "--ranks", "16", "--after", "1", "--out", "plan.png", "--json")
    #expect(command.status == 0, "\(command.stderr)")
    let rows = try command.json["forecasts"] as? [[String: Any]] ?? []
    #expect(rows.map { $0["ranks"] as? Int } == [1, 2, 4, 8, 16])
    #expect(rows.allSatisfy { ($0["seconds"] as? Double ?? 0) > 0 })
    #expect(try shell.bytes("plan.png").prefix(4) == [0x89, 0x50, 0x4E, 0x47])
  }

  @Test func aTableSaysWhereItStopsScaling() throws {
    let command = try Shell().run(
      "plan", "cartpole", "--ranks", "64", "--after", "0", "--latency", "10ms")
    #expect(command.status == 0, "\(command.stderr)")
    #expect(command.stdout.contains("efficiency"))
    #expect(command.stdout.contains("messages take it"))
  }

  @Test(
    arguments: [
      (["--ranks", "0"], "--ranks 0"), (["--latency", "25"], "--latency"),
      (["--latency", "-1us"], "--latency"), (["--bandwidth", "100"], "--bandwidth"),
      (["--bandwidth", "0Gb/s"], "--bandwidth"), (["--after", "-1"], "--after -1"),
      (["--out", "plan.gif"], "a plot is an .svg or a .png"),
      (["--ranks", "1000000", "--members-per-rank", "1000"], "more than 10000000 members"),
    ])
  func aMistakeIsNamed(words: [String], expected: String) throws {
    let command = try Shell().start(["plan", "cartpole"] + words, environment: [:]).end()
    #expect(command.status == 64)
    #expect(command.stderr.contains(expected), "\(command.stderr)")
  }
}
