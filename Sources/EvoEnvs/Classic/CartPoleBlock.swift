import EvoCore

/// Cart-pole over whole blocks, 16 lanes per operation: the same arithmetic as `CartPole.step`, in
/// the same order, so the same bits.
///
/// The state is the observation itself: nothing else is kept.
public final class CartPoleBlock: EnvironmentBlock {
  public init() {}

  public func reset(lane: Int, random: inout Random, in block: LaneBlock) {
    var start = CartPole()
    start.reset(
      random: &random, observation: LaneWriter(block.observation + lane, stride: block.stride))
  }

  public func step(lanes: Int, in block: LaneBlock) {
    typealias Constants = CartPole.Constants
    typealias Vector = SIMD16<Float>
    let stride = block.stride
    let rows = UnsafeMutableRawPointer(block.observation)
    let rowBytes = stride * MemoryLayout<Float>.stride
    let right = Vector(repeating: Constants.force)
    let left = Vector(repeating: -Constants.force)
    let one = Vector(repeating: 1)
    for lane in Swift.stride(from: 0, to: lanes, by: 16) {
      let at = lane * MemoryLayout<Float>.stride
      let positions = (rows + at).assumingMemoryBound(to: Vector.self)
      let velocities = (rows + rowBytes + at).assumingMemoryBound(to: Vector.self)
      let angles = (rows + 2 * rowBytes + at).assumingMemoryBound(to: Vector.self)
      let angularVelocities = (rows + 3 * rowBytes + at).assumingMemoryBound(to: Vector.self)
      let action = UnsafeRawPointer(block.action + lane).load(as: Vector.self)
      let force = left.replacing(with: right, where: action .> 0.5)
      let (angle, angularVelocity) = (angles.pointee, angularVelocities.pointee)
      let (sine, cosine) = SineCosine.of(angle)
      let swing: Vector = Constants.poleMassLength * (angularVelocity * angularVelocity) * sine
      let common: Vector = (force + swing) / Constants.totalMass
      let inertia: Vector =
        4.0 / 3.0 - Constants.poleMass * (cosine * cosine) / Constants.totalMass
      let angularAcceleration: Vector =
        (Constants.gravity * sine - cosine * common) / (Constants.halfLength * inertia)
      let acceleration: Vector =
        common - Constants.poleMassLength * angularAcceleration * cosine / Constants.totalMass
      let newPosition = positions.pointee + Constants.timeStep * velocities.pointee
      let newAngle = angle + Constants.timeStep * angularVelocity
      positions.pointee = newPosition
      velocities.pointee = velocities.pointee + Constants.timeStep * acceleration
      angles.pointee = newAngle
      angularVelocities.pointee = angularVelocity + Constants.timeStep * angularAcceleration
      UnsafeMutableRawPointer(block.reward + lane).storeBytes(of: one, as: Vector.self)
      let fallen =
        (newPosition .> Constants.positionLimit) .| (newPosition .< -Constants.positionLimit)
        .| (newAngle .> Constants.angleLimit) .| (newAngle .< -Constants.angleLimit)
      UnsafeMutableRawPointer(block.terminated + lane).storeBytes(
        of: unsafeBitCast(fallen, to: SIMD16<Int32>.self), as: SIMD16<Int32>.self)
    }
  }

  public func moveLane(from source: Int, to target: Int) {
    // The observation is the state, and the runner moves it.
  }
}

extension CartPoleBlock: ResumableBlock {
  public var savedCount: Int { CartPole.savedCount }

  public func save(lane: Int, to numbers: LaneWriter, in block: LaneBlock) {
    for k in 0..<savedCount { numbers[k] = block.observation[k * block.stride + lane] }
  }

  public func restore(lane: Int, from numbers: LaneReader, in block: LaneBlock) {
    for k in 0..<savedCount { block.observation[k * block.stride + lane] = numbers[k] }
  }
}
