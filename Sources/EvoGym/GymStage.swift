import EvoCore
import EvoDraw
import EvoEnvs

/// One Gymnasium environment that is drawn as it draws itself, in `rgb_array`.
final class GymStage: Stage {
  private let block: GymBlock
  private var drawingFailure: (any Error)?

  init(_ address: GymAddress, spec: EnvironmentSpec) {
    block = GymBlock(address, spec: spec, capacity: 1, draws: true)
  }

  var failure: (any Error)? { block.failure ?? drawingFailure }
  var captions: [String] { [] }

  func reset(lane: Int, random: inout Random, in memory: LaneBlock) {
    block.reset(lane: lane, random: &random, in: memory)
  }

  func settle(lanes: Int, in memory: LaneBlock) { block.settle(lanes: lanes, in: memory) }
  func step(lanes: Int, in memory: LaneBlock) { block.step(lanes: lanes, in: memory) }
  func moveLane(from source: Int, to target: Int) {}

  func draw(on canvas: Canvas) {
    canvas.fill(.white)
    do {
      guard let picture = try block.frame() else { return }
      let (width, height) = (Double(picture.width), Double(picture.height))
      let scale = min(Double(canvas.width) / width, Double(canvas.height) / height)
      let corner = Point(
        (Double(canvas.width) - scale * width) / 2, (Double(canvas.height) - scale * height) / 2)
      canvas.draw(
        picture, in: Rectangle(low: corner, high: corner + scale * Point(width, height)))
    } catch {
      drawingFailure = EnvironmentFailure("\(error)")
    }
  }
}
