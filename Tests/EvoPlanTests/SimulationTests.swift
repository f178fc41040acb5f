import EvoCore
import EvoDraw
import EvoPlan
import Testing

@Suite("Teams that are simulated")
struct SimulationTests {
  private let instant = Interconnect(latency: 0, bandwidth: .infinity)

  /// Steps take a second, however many lanes there are.
  private func wide(_ lengths: [Int], start: Double = 0) -> PlayCosts {
    PlayCosts(
      lengths: lengths, width: 16, startSeconds: start,
      steps: [PlayCosts.Step(lanes: 1, seconds: 1), PlayCosts.Step(lanes: 16, seconds: 1)])
  }

  /// Every lane takes a second for a step.
  private func narrow(_ lengths: [Int], together: Int = 1) -> PlayCosts {
    PlayCosts(
      lengths: lengths, handedTogether: together, width: 16, startSeconds: 0,
      steps: [PlayCosts.Step(lanes: 1, seconds: 1), PlayCosts.Step(lanes: 16, seconds: 16)])
  }

  private func costs(
    _ play: PlayCosts, population: Int, update: Double = 0, perMember: Double = 0
  ) -> GenerationCosts {
    GenerationCosts(
      name: "made up", population: population, jobsPerMember: 1, members: play, evaluation: nil,
      updateSeconds: update, updateSecondsPerMember: perMember, slot: nil)
  }

  @Test("a lane that ends takes the next job; jobs side by side take the time of one")
  func lanes() {
    // 16 lanes twice.
    #expect(
      RankClock(wide([10]), threads: 1).seconds([Int](repeating: 10, count: 32)[...]) == 20)
    // The one long job decides, if it begins at once.
    let long = [100] + [Int](repeating: 10, count: 31)
    #expect(RankClock(wide([1]), threads: 1).seconds(long[...]) == 100)
    // In lanes that take time of their own, all steps count.
    #expect(RankClock(narrow([1]), threads: 1).seconds(long[...]) == 410)
    #expect(RankClock(wide([1], start: 3), threads: 1).seconds([1, 1, 1]) == 10)
    #expect(RankClock(wide([1]), threads: 1).seconds([]) == 0)
  }

  @Test("two threads take half of the time of one, when there is enough to do")
  func threads() {
    let lengths = [Int](repeating: 10, count: 64)
    #expect(RankClock(wide([1]), threads: 1).seconds(lengths[...]) == 40)
    #expect(RankClock(wide([1]), threads: 2).seconds(lengths[...]) == 20)
    // Jobs for one block only.
    #expect(RankClock(wide([1]), threads: 2).seconds(lengths[..<16]) == 10)
  }

  @Test("ranks that share cores take turns")
  func cores() {
    #expect(SharedCores(cores: 2).ends([1, 1, 1, 1]) == [2, 2, 2, 2])
    #expect(SharedCores(cores: 1).ends([3, 1]) == [4, 2])
    #expect(SharedCores(cores: 4).ends([3, 1]) == [3, 1])
  }

  @Test("between two numbers of lanes that were measured, a step lies on a line")
  func interpolation() {
    let play = narrow([1])
    for lanes in 1...16 { #expect(abs(play.stepSeconds(lanes) - Double(lanes)) < 1e-12) }
  }

  @Test("members that go together are drawn together")
  func pairs() {
    var random = Random(seed: 3, domain: .trainingEpisode)
    let play = PlayCosts(
      lengths: [1, 2, 30, 40, 500, 600], drawnTogether: 2, width: 16, startSeconds: 0, steps: [])
    let drawn = play.draw(1001, &random)
    #expect(drawn.count == 1001)
    for pair in stride(from: 0, to: 1000, by: 2) {
      #expect([[1, 2], [30, 40], [500, 600]].contains(Array(drawn[pair..<pair + 2])))
    }
    #expect(Set(drawn).count == 6)
  }

  @Test("a message to all takes as many rounds as the ranks can be doubled")
  func messages() {
    let network = Interconnect(latency: 1, bandwidth: 1000)
    for (ranks, rounds) in [(1, 0.0), (2, 1), (3, 2), (4, 2), (5, 3), (1024, 10), (1025, 11)] {
      #expect(network.gatherSeconds(0, ranks: ranks) == rounds)
    }
    #expect(network.gatherSeconds(1000, ranks: 2) == 1.5)
  }

  @Test("equal members scale as long as every rank fills its lanes, and no further")
  func equalMembers() throws {
    let simulation = TeamSimulation(
      costs(wide([100]), population: 256), threads: 1, interconnect: instant)
    let plan = ScalingPlan(costs(wide([100]), population: 256), simulation, upTo: 1000)
    #expect(plan.rows.map(\.forecast.ranks) == [1, 2, 4, 8, 16, 32, 64, 128, 256])
    for row in plan.rows {
      #expect(row.forecast.waiting < 0.2)
      let ideal = min(1, 16 / Double(row.forecast.ranks))
      #expect(abs(row.efficiency - ideal) < 0.01)
    }
    let limit = try #require(plan.limit)
    #expect(limit.forecast.ranks == 64)
    #expect(plan.greatestLoss(of: limit) == .idleLanes)
  }

  @Test("members of unlike length keep others waiting, the more ranks there are")
  func unlikeMembers() throws {
    let costs = costs(narrow([10] + [Int](repeating: 1, count: 9)), population: 64)
    let plan = ScalingPlan(
      costs, TeamSimulation(costs, threads: 1, interconnect: instant), upTo: 64)
    #expect(zip(plan.rows, plan.rows.dropFirst()).allSatisfy { $0.efficiency > $1.efficiency })
    // One member each: nearly always one of 64 is ten times as long; the mean is 1.9.
    let last = try #require(plan.rows.last)
    #expect(abs(last.forecast.playing - 1.9) < 0.15)
    #expect(abs(last.forecast.seconds - 10) < 0.5)
    #expect(plan.greatestLoss(of: last) == .waiting)
  }

  @Test("what every rank does again, or sends, is not made less by more of them")
  func fixedParts() throws {
    let updated = costs(narrow([1]), population: 64, update: 3, perMember: 0.5)
    let plan = ScalingPlan(
      updated, TeamSimulation(updated, threads: 1, interconnect: instant), upTo: 64)
    #expect(plan.rows.allSatisfy { $0.forecast.update == 35 })
    #expect(plan.greatestLoss(of: try #require(plan.limit)) == .update)
    let sent = costs(narrow([1]), population: 64)
    let slow = ScalingPlan(
      sent,
      TeamSimulation(
        sent, threads: 1, interconnect: Interconnect(latency: 10, bandwidth: .infinity)),
      upTo: 64)
    #expect(slow.rows[0].forecast.exchange == 0)
    #expect(slow.greatestLoss(of: try #require(slow.limit)) == .exchange)
  }

  @Test("where members grow with the ranks, only waiting and messages cost")
  func growing() throws {
    let costs = costs(wide([50]), population: 64)
    let plan = ScalingPlan(
      costs, TeamSimulation(costs, threads: 1, interconnect: instant), upTo: 100_000,
      membersPerRank: 4)
    let last = try #require(plan.rows.last)
    #expect(last.forecast.ranks == 100_000 && last.forecast.population == 400_000)
    #expect(last.efficiency > 0.99)
    let plot = ScalingPlan.plot([("4", plan)], title: "made up")
    #expect(plot.series[0].samples.count == plan.rows.count)
  }

  @Test("on one machine, more ranks than cores gain nothing")
  func oversubscribed() {
    let costs = costs(narrow([10]), population: 48)
    let plan = ScalingPlan(
      costs, TeamSimulation(costs, threads: 1, interconnect: instant, cores: 2), upTo: 4)
    let seconds = plan.rows.map(\.forecast.seconds)
    #expect(plan.rows.map(\.forecast.ranks) == [1, 2, 3, 4])
    #expect(abs(seconds[1] / seconds[0] - 0.5) < 0.01)
    #expect(abs(seconds[3] / seconds[1] - 1) < 0.01)
  }
}
