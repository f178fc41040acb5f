import Foundation
import Testing

@Suite("evo-rl optimize in a space of one's own")
struct OptimizeSpaceTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  private func refusal(_ arguments: String...) throws -> String {
    let command = try shell.start(["optimize"] + arguments).end()
    #expect(command.status == 64)
    return command.complaint
  }

  @Test("no point is beyond the bounds, and a minimum at an end is found")
  func bounds() throws {
    let command = try shell.run(
      "optimize", "--command",
      "echo {x0} {x1} >> points; awk 'BEGIN { print {x0} + ({x1} - 3)^2 }'",
      "--bounds", "-2:4,0:", "--sigma", "1,5", "--budget", "240", "--json")
    #expect(command.status == 0, "\(command.stderr)")
    let points = try shell.text("points").split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    #expect(points.count > 100)
    #expect(points.allSatisfy { (-2...4).contains($0[0]) && $0[1] >= 0 })
    let x = try #require(try command.objects.last?["x"] as? [Double])
    #expect(x[0] < -1.9 && abs(x[1] - 3) < 0.3, "\(x)")
  }

  @Test("numbers of very different sizes need no scaling inside the command")
  func sigmas() throws {
    func evaluations(_ arguments: String...) throws -> Int {
      let command = try shell.start(
        ["optimize", "--command", "awk 'BEGIN { print ({x0} / 1e4 - 1)^2 + ({x1} * 1e4 - 1)^2 }'"]
          + ["--target", "1e-3", "--budget", "2000", "--json"] + arguments
      ).end()
      return try command.status == 0 ? command.objects.last?["evaluations"] as? Int ?? 0 : .max
    }
    #expect(try evaluations("--sigma", "5e3,5e-5") < 300)
    // A quarter of the width of the bounds is the step, their middle the start.
    #expect(try evaluations("--bounds", "-2e4:2e4,-2e-4:2e-4") < 300)
  }

  @Test("names stand for the numbers in the command and in the result")
  func names() throws {
    let line = "awk 'BEGIN { print ({rate} - 1)^2 + ({decay} - 2)^2 }{print}'"
    let command = try shell.run(
      "optimize", "--command", line, "--names", "rate,decay", "--budget", "60", "--sigma", "0.5")
    #expect(command.status == 0, "\(command.stderr)")
    #expect(command.lines.contains { $0.hasPrefix("rate  ") })
    #expect(command.lines.contains { $0.hasPrefix("decay  ") })
    let json = try shell.run(
      "optimize", "--command", line, "--names", "rate,decay", "--budget", "6", "--json")
    #expect(try json.objects.last?["names"] as? [String] == ["rate", "decay"])
    let missing = try shell.run(
      "optimize", "--command", line, "--names", "rate,decay,width", "--budget", "60")
    #expect(
      missing.complaint
        == "--command: {width} is missing, though --names has it; write it, or {x} for all numbers")
  }

  @Test("a noisy function is tried several times, and the result anew")
  func repeats() throws {
    // Values between -0.5 and 0.5 around a function that is 1 at least: the luckiest draw is below 1.
    let line =
      "echo . >> runs; n=$(wc -l < runs); awk -v n=$n 'BEGIN { srand(n * 7919); rand(); print 1 + "
      + "({x0} - 1)^2 + rand() - 0.5 }'"
    let command = try shell.run(
      "optimize", "--command", line, "--repeats", "5", "--budget", "40", "--json", "--out", "f.json"
    )
    #expect(command.status == 0, "\(command.stderr)")
    let done = try #require(try command.objects.last)
    let confirmed = try #require(done["confirmed"] as? [String: Any])
    #expect(confirmed["runs"] as? Int == 20)
    // 40 points of 5 runs each, and two points of 20.
    #expect(try shell.text("runs").count == 2 * (40 * 5 + 2 * 20))
    let mean = try #require(confirmed["mean"] as? Double)
    #expect(mean > 0.8 && mean < 1.5)
    #expect((confirmed["error"] as? Double ?? 0) > 0)
    let kept = try JSONSerialization.jsonObject(with: Data(try shell.bytes("f.json")))
    #expect((kept as? [String: Any])?["confirmed"] != nil)
  }

  @Test("mistakes are one sentence each")
  func mistakes() throws {
    #expect(
      try refusal("sphere", "--bounds", "0:1,0:1")
        == "--bounds: found 2 ranges, expected 1 or the 10 of --dim")
    #expect(
      try refusal("sphere", "--bounds", "0:1", "--start", "2")
        == "--start: 2.0 is not within the bounds 0.0:1.0 of number 0")
    #expect(
      try refusal("sphere", "--dim", "2", "--sigma", "1,-1")
        == "--sigma: found -1.0, expected numbers above 0")
    #expect(
      try refusal("sphere", "--names", "a,b", "--dim", "3")
        == "--names: found 2 names, expected the 3 of --dim")
    #expect(
      try refusal("sphere", "--names", "a,x1")
        == "--names: 'x1' means a number already; choose another name")
    #expect(
      try refusal("sphere", "--repeats", "0") == "--repeats 0: expected a number from 1 to 10000")
    #expect(try refusal("sphere", "--bounds", "1:0").contains("1:0"))
  }
}
