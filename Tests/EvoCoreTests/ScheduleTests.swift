import EvoCore
import Testing

@Suite("Schedules")
struct ScheduleTests {
  @Test("a constant stays")
  func constant() {
    #expect([0, 1, 1_000_000].map(Schedule.constant(0.3).value) == [0.3, 0.3, 0.3])
  }

  @Test("a linear schedule goes in equal steps from its start to its end and stays there")
  func linear() {
    let schedule = Schedule.linear(.init(start: 2, end: 1, generations: 4))
    #expect([0, 1, 2, 3, 4, 5, 400].map(schedule.value) == [2, 1.75, 1.5, 1.25, 1, 1, 1])
  }

  @Test("an exponential schedule goes in equal factors from its start to its end and stays there")
  func exponential() {
    let schedule = Schedule.exponential(.init(start: 16, end: 1, generations: 4))
    #expect([0, 1, 2, 3, 4, 5, 400].map(schedule.value) == [16, 8, 4, 2, 1, 1, 1])
    let ratio = Schedule.exponential(.init(start: 0.1, end: 0.01, generations: 10))
    for index in 0..<10 {
      #expect(abs(ratio.value(at: index + 1) / ratio.value(at: index) - 0.794_328_2) < 1e-6)
    }
  }

  @Test("a schedule over no generations is its end")
  func empty() {
    #expect(Schedule.linear(.init(start: 2, end: 1, generations: 0)).value(at: 0) == 1)
    #expect(Schedule.exponential(.init(start: 2, end: 1, generations: 0)).value(at: 3) == 1)
  }
}
