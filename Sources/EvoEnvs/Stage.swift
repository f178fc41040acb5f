import EvoCore
import EvoDraw

/// An environment block that shows its first lane: what a rollout is rendered from.
public protocol Stage: EnvironmentBlock {
  /// Draws the state of lane 0. Changes nothing.
  func draw(on canvas: Canvas)

  /// What a legend should say of lane 0.
  var captions: [String] { get }

  /// The picture of lane 0 by itself; nil where there is none.
  func still() -> (any Drawable & Sendable)?
}

extension Stage {
  public func still() -> (any Drawable & Sendable)? { nil }
}

/// The stage of a scalar environment. Block forms are bit for bit equal to their scalar twins, so
/// the picture shows what training played.
final class EnvironmentStage<E: Environment & Drawable & ~Copyable>: Stage {
  private var environment: E

  init(_ environment: consuming E) {
    self.environment = environment
  }

  func reset(lane: Int, random: inout Random, in block: LaneBlock) {
    guard lane == 0 else { return }
    environment.reset(
      random: &random, observation: LaneWriter(block.observation, stride: block.stride))
  }

  func step(lanes: Int, in block: LaneBlock) {
    let step = environment.step(
      action: LaneReader(block.action, stride: block.stride),
      observation: LaneWriter(block.observation, stride: block.stride))
    block.reward[0] = step.reward
    block.terminated[0] = step.terminated ? 1 : 0
    if let values = block.measured(0) { environment.measure(to: values) }
  }

  func moveLane(from source: Int, to target: Int) {}

  func draw(on canvas: Canvas) { environment.draw(on: canvas) }

  var captions: [String] { environment.captions }

  func still() -> (any Drawable & Sendable)? { environment.still() }
}

extension EnvironmentStage: ResumableBlock where E: ResumableEnvironment {
  var savedCount: Int { E.savedCount }

  func save(lane: Int, to numbers: LaneWriter, in block: LaneBlock) {
    environment.save(to: numbers)
  }

  func restore(lane: Int, from numbers: LaneReader, in block: LaneBlock) {
    environment.restore(
      from: numbers, observation: LaneWriter(block.observation, stride: block.stride))
  }
}

/// The picture is that of the environment itself.
extension VariedEnvironment: Drawable where Base: Drawable {
  public func draw(on canvas: Canvas) { base.draw(on: canvas) }

  public var captions: [String] { base.captions }

  public func still() -> (any Drawable & Sendable)? { base.still() }
}
