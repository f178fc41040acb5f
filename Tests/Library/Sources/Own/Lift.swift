import EvoRL

/// A lift without brakes: its motor pulls it up, gravity pulls it down, and it should stand at a
/// floor that differs from episode to episode.
struct Lift: Environment {
  static let spec = EnvironmentSpec(
    name: "lift", summary: "Bring a lift to its floor and hold it there.", origin: "",
    observation: [
      Component("distance to the floor", -10, 10, unit: "m"),
      Component("velocity", -10, 10, unit: "m/s"),
    ],
    action: .continuous([Component("motor", 0, 20, unit: "N/kg")]),
    reward: "1 - |distance| / 10 for every step",
    start: "at rest in the middle; the floor is uniform in [-4, 4) m",
    end: "the lift leaves its shaft of 20 m",
    stepLimit: 200, solvedAt: 185, framesPerSecond: 20)

  private static let gravity: Float = 9.81
  private static let timeStep: Float = 0.05

  /// m above the middle of the shaft
  private(set) var height: Float = 0
  /// m/s
  private(set) var velocity: Float = 0
  /// m above the middle of the shaft
  private(set) var floor: Float = 0

  var spec: EnvironmentSpec { Self.spec }

  mutating func reset(random: inout Random, observation: LaneWriter) {
    (height, velocity) = (0, 0)
    floor = random.uniform(-4, 4)
    write(to: observation)
  }

  mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
    let motor = min(max(action[0], 0), 20)
    velocity += (motor - Self.gravity) * Self.timeStep
    height += velocity * Self.timeStep
    write(to: observation)
    return Step(reward: 1 - abs(height - floor) / 10, terminated: !(abs(height) < 10))
  }

  private func write(to observation: LaneWriter) {
    observation[0] = height - floor
    observation[1] = velocity
  }
}

extension Lift: Drawable {
  func draw(on canvas: Canvas) {
    canvas.fill(.rectangle(canvas.bounds), .white)
    let shaft = Rectangle(low: Point(-6, -10.5), high: Point(6, 10.5))
    canvas.with(Transform(framing: shaft, in: canvas.bounds)) {
      canvas.stroke(
        .line(Point(-3, Double(floor) - 1), Point(3, Double(floor) - 1)), .vermilion, width: 0.1)
      let low = Point(-1, Double(height) - 1)
      canvas.fill(.rectangle(Rectangle(low: low, high: low + Point(2, 2))), .blue)
    }
  }
}
