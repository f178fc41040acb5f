import EvoCore

/// Pendulum over whole blocks, 16 lanes per operation: the same arithmetic as `Pendulum.step`, in
/// the same order, so the same bits. Only the angle is kept beside the observation.
public final class PendulumBlock: EnvironmentBlock {
  private let angles: AlignedBuffer<Float>

  /// - Parameter capacity: lanes, a multiple of 16.
  public init(capacity: Int) {
    angles = AlignedBuffer(count: capacity, filledWith: 0)
  }

  public func reset(lane: Int, random: inout Random, in block: LaneBlock) {
    var start = Pendulum()
    start.reset(
      random: &random, observation: LaneWriter(block.observation + lane, stride: block.stride))
    angles.base[lane] = start.angle
  }

  public func step(lanes: Int, in block: LaneBlock) {
    typealias Constants = Pendulum.Constants
    typealias Vector = SIMD16<Float>
    let rows = UnsafeMutableRawPointer(block.observation)
    let rowBytes = block.stride * MemoryLayout<Float>.stride
    let torqueLimit = Vector(repeating: Constants.torqueLimit)
    let speedLimit = Vector(repeating: Constants.speedLimit)
    let none = SIMD16<Int32>(repeating: 0)
    for lane in stride(from: 0, to: lanes, by: 16) {
      let at = lane * MemoryLayout<Float>.stride
      let cosines = (rows + at).assumingMemoryBound(to: Vector.self)
      let sines = (rows + rowBytes + at).assumingMemoryBound(to: Vector.self)
      let velocities = (rows + 2 * rowBytes + at).assumingMemoryBound(to: Vector.self)
      let angleColumn = UnsafeMutableRawPointer(angles.base + lane)
        .assumingMemoryBound(to: Vector.self)
      let angle = angleColumn.pointee
      let angularVelocity = velocities.pointee
      var torque = UnsafeRawPointer(block.action + lane).load(as: Vector.self)
      torque.replace(with: torqueLimit, where: torque .> torqueLimit)
      torque.replace(with: -torqueLimit, where: torque .< -torqueLimit)
      let turns: Vector =
        angle * Constants.inverseTurn + Constants.roundingBias - Constants.roundingBias
      let wrapped: Vector = angle - turns * Constants.turn
      let speedCost: Vector = 0.1 * (angularVelocity * angularVelocity)
      let torqueCost: Vector = 0.001 * (torque * torque)
      let angleCost: Vector = wrapped * wrapped
      let cost: Vector = angleCost + speedCost + torqueCost
      let acceleration: Vector =
        Constants.gravityFactor * sines.pointee + Constants.torqueFactor * torque
      var velocity: Vector = angularVelocity + acceleration * Constants.timeStep
      velocity.replace(with: speedLimit, where: velocity .> speedLimit)
      velocity.replace(with: -speedLimit, where: velocity .< -speedLimit)
      let newAngle: Vector = angle + velocity * Constants.timeStep
      let (sine, cosine) = SineCosine.of(newAngle)
      angleColumn.pointee = newAngle
      cosines.pointee = cosine
      sines.pointee = sine
      velocities.pointee = velocity
      if let measures = block.measures {
        let first = UnsafeMutableRawPointer(measures + lane)
        first.storeBytes(of: -angleCost, as: Vector.self)
        (first + rowBytes).storeBytes(of: -speedCost, as: Vector.self)
        (first + 2 * rowBytes).storeBytes(of: -torqueCost, as: Vector.self)
      }
      UnsafeMutableRawPointer(block.reward + lane).storeBytes(of: -cost, as: Vector.self)
      UnsafeMutableRawPointer(block.terminated + lane).storeBytes(
        of: none, as: SIMD16<Int32>.self)
    }
  }

  public func moveLane(from source: Int, to target: Int) {
    angles.base[target] = angles.base[source]
  }
}

extension PendulumBlock: ResumableBlock {
  public var savedCount: Int { Pendulum.savedCount }

  public func save(lane: Int, to numbers: LaneWriter, in block: LaneBlock) {
    numbers[0] = angles.base[lane]
    numbers[1] = block.observation[2 * block.stride + lane]
  }

  public func restore(lane: Int, from numbers: LaneReader, in block: LaneBlock) {
    var pendulum = Pendulum()
    pendulum.restore(
      from: numbers, observation: LaneWriter(block.observation + lane, stride: block.stride))
    angles.base[lane] = pendulum.angle
  }
}
