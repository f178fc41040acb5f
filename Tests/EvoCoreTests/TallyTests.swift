import EvoCore
import Testing

@Suite("Tallies of long work")
struct TallyTests {
  @Test("nothing is known before the first stage; a stage begins with nothing done")
  func stages() {
    let tally = Tally()
    tally.add(3)
    #expect(tally.now == nil)
    tally.begin("walk.webp", total: 60, unit: "frames")
    #expect(tally.now?.done == 0)
    tally.add()
    tally.add(4)
    #expect(tally.now?.done == 5)
    tally.set(2)
    #expect(tally.now?.done == 2)
    tally.begin("sheet.png", total: 12, unit: "frames")
    #expect(tally.now?.done == 0)
    let stage = tally.now?.stage
    #expect(stage?.number == 2 && stage?.work == "sheet.png")
    #expect(stage?.total == 12 && stage?.unit == "frames")
  }

  @Test("no more is done than there is")
  func bounds() {
    let tally = Tally()
    tally.begin("playing", total: 10, unit: "episodes")
    tally.set(11)
    #expect(tally.now?.done == 10)
    tally.set(-1)
    #expect(tally.now?.done == 0)
  }
}
