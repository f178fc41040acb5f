import EvoBench
import EvoWords
import Foundation
import Testing

@Suite("The benchmark")
struct BenchTests {
  @Test(
    "every group runs and gives finite numbers that are not negative",
    arguments: BenchGroup.allCases)
  func everyGroupRuns(group: BenchGroup) throws {
    let section = try group.run(
      BenchSettings(executable: Self.executable(), seeds: 1, isQuick: true))
    #expect(section.group == group)
    #expect(!section.figures.isEmpty)
    for figure in section.figures {
      let spread = figure.spread
      #expect(spread.low.isFinite && spread.high.isFinite, "\(figure.name)")
      #expect(spread.low <= spread.median && spread.median <= spread.high, "\(figure.name)")
      // A training of two generations need not solve anything.
      #expect(spread.low > 0 || figure.unit == "seeds", "\(figure.name)")
    }
  }

  @Test("the median of an even number of values lies between the middle two")
  func medianOfEvenCount() {
    #expect(Spread([4, 1, 3, 2]).median == 2.5)
    #expect(Spread([3, 1, 2]).median == 2)
  }

  @Test("a figure tells in JSON whether it meets its target")
  func targetsInJSON() {
    let figure = Figure("speed", "steps/s", Spread([5, 7, 6]), target: .atLeast(6))
    #expect(
      figure.json.text
        == #"{"name":"speed","unit":"steps/s","median":6,"min":5,"max":7,"#
        + #""target_at_least":6,"target_met":true}"#)
    #expect(!Target.atMost(5).isMet(by: 6))
  }

  /// The program, which is built into the folder of the test bundle.
  private static func executable() throws -> String {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(filePath: own).deletingLastPathComponent().appending(path: "evo-rl").path
  }
}
