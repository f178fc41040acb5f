import EvoCore
import EvoDraw
import EvoFilm
import Foundation
import Synchronization
import Testing

@Suite("Frames in a line")
struct FrameLineTests {
  private func line(_ scene: MovingSquare, frames: [Int]? = nil, workers: Int) -> FrameLine {
    FrameLine(
      scene, frames: frames, width: 60, height: 40, workers: threads(workers),
      interrupt: nil)
  }

  @Test("chosen frames are handed on in their order, each with the one before it")
  func order() throws {
    let frames = [0, 3, 4, 9, 20, 21, 22, 39]
    var taken: [Int] = []
    try line(MovingSquare(), frames: frames, workers: 4).run(comparing: true) { frame in
      (frame.number, frame.bitmap, frame.previous, frame.texts.first?.value)
    } take: { index, piece in
      let (number, bitmap, previous, text) = piece
      #expect(number == frames[index])
      #expect(text == "\(number)")
      #expect(bitmap == MovingSquare().bitmap(number, width: 60, height: 40))
      let before = index == 0 ? nil : frames[index - 1]
      #expect(previous == before.map { MovingSquare().bitmap($0, width: 60, height: 40) })
      taken.append(number)
    }
    #expect(taken == frames)
  }

  @Test("no more frames are drawn ahead than two runs for each worker")
  func bounded() throws {
    // 2 workers and runs of 8 frames: 4 runs may wait, of which the first is being made.
    let made = Mutex(0)
    let others = 3 * 8
    var largest = 0
    var taken = 0
    try line(MovingSquare(frameCount: 400), workers: 2).run { frame in
      if frame.number == 0 {
        // The other worker comes so far without this frame, and no farther.
        while made.withLock({ $0 }) < others { sched_yield() }
      }
      made.withLock { $0 += 1 }
    } take: { _, _ in
      largest = max(largest, made.withLock { $0 } - taken)
      taken += 1
    }
    #expect(taken == 400)
    #expect(largest <= 4 * 8)
  }
}
