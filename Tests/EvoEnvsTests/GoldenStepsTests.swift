import Foundation
import Testing

@Suite("Golden data")
struct GoldenStepsTests {
  static let names = [
    "cartpole", "pendulum", "acrobot", "mountain-car", "mountain-car-continuous",
  ]

  @Test("every file of steps fits the card of its environment", arguments: names)
  func stepsFitTheCard(name: String) throws {
    let card = try #require(try GoldenCard.all()[name])
    let rows = try GoldenSteps(name).rows
    #expect(rows.count == 4_000)
    for row in rows {
      #expect(row.observation.count == card.observationLow.count)
      #expect(row.action.count == card.actionLow?.count ?? 1)
      if let count = card.actionCount {
        #expect((0..<count).map { Float($0) }.contains(row.action[0]))
      }
    }
  }

  @Test("both endings occur wherever an environment can end", arguments: names)
  func bothEndings(name: String) throws {
    let ended = try GoldenSteps(name).rows.count { $0.terminated }
    #expect(name == "pendulum" ? ended == 0 : (200..<3_800).contains(ended))
  }

  @Test("cart-pole's rows read back as the script wrote them")
  func knownRow() throws {
    let row = try GoldenSteps("cartpole").rows[0]
    // A step moves the cart by 0.02 s of its speed, whatever the action.
    #expect(abs(row.observation[0] - (row.state[0] + 0.02 * row.state[1])) < 1e-7)
    #expect(abs(row.observation[2] - (row.state[2] + 0.02 * row.state[3])) < 1e-7)
    #expect(row.reward == 1)
  }

  @Test("a file that is cut short or not golden is refused by name")
  func refusals() throws {
    var data = Data("GOLD".utf8)
    for word: UInt32 in [1, 1, 1, 1, 0, 0, 0, 0] {
      withUnsafeBytes(of: word.littleEndian) { data.append(contentsOf: $0) }
    }
    #expect(throws: GoldenError.wrongLength("short", expected: 5, found: 4)) {
      try GoldenSteps(data: data, name: "short")
    }
    #expect(throws: GoldenError.notGolden("foreign")) {
      try GoldenSteps(data: Data("PNG".utf8), name: "foreign")
    }
  }
}
