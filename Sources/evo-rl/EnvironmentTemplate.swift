/// A Swift package to start from: one environment, its picture, its test and its program.
struct EnvironmentTemplate {
  let name: String
  /// How `Package.swift` names evo-rl: the arguments of `.package`.
  let dependency: String

  /// Its type: `MyEnvironment` of `my-env`, `LiftEnvironment` of `lift`. The ending keeps it apart from
  /// what `EvoRL` exports.
  var type: String {
    var words = name.split(separator: "-")
    if words.count > 1, ["env", "environment"].contains(words.last) { words.removeLast() }
    return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Environment"
  }

  /// What hands it on: `myEnvironment`.
  private var entry: String { type.prefix(1).lowercased() + type.dropFirst() }

  /// Paths in the package, and what stands there.
  var files: [(path: String, text: String)] {
    [
      ("Package.swift", manifest),
      ("Sources/Program/\(type).swift", environment),
      ("Sources/Program/main.swift", program),
      ("Tests/ProgramTests/\(type)Tests.swift", test),
      (".gitignore", ".build/\nruns/\n"),
    ]
  }

  private var manifest: String {
    """
    // swift-tools-version: 6.1
    import PackageDescription

    let package = Package(
      name: "\(name)",
      products: [.executable(name: "\(name)", targets: ["Program"])],
      dependencies: [.package(\(dependency))],
      targets: [
        .executableTarget(
          name: "Program", dependencies: [.product(name: "EvoRL", package: "evo-rl")]),
        .testTarget(
          name: "ProgramTests",
          dependencies: ["Program", .product(name: "EvoRLTesting", package: "evo-rl")]),
      ]
    )

    """
  }

  private var program: String {
    """
    import EvoRL

    // How it is trained; --set changes any of it, such as --set policy.hidden=[32,32].
    var configuration = TrainingConfiguration(env: "\(name)")
    configuration.policy.hidden = [8]
    configuration.strategy.population = 32
    configuration.stop.generations = 100

    EnvironmentProgram(.\(entry), configuration: configuration).run()

    """
  }

  private var test: String {
    """
    import EvoRLTesting
    import Program
    import Testing

    @Test("keeps every promise that an environment makes")
    func contract() throws {
      try expectContract(of: .\(entry))
    }

    """
  }

  private var environment: String {
    """
    import EvoRL

    extension EnvironmentCatalog.Entry {
      /// What is trained, checked and drawn.
      package static let \(entry) = Self(\(type).spec) { \(type)() }
    }

    /// A cart on a rail that has to stand still at a mark, which differs from episode to episode. Change it until
    /// it is yours.
    struct \(type): Environment {
      static let spec = EnvironmentSpec(
        name: "\(name)", summary: "Bring a cart to its mark and hold it there.", origin: "my own",
        observation: [
          Component("distance to the mark", -10, 10, unit: "m"),
          Component("velocity", -10, 10, unit: "m/s"),
        ],
        action: .continuous([Component("motor", -10, 10, unit: "N/kg")]),
        reward: "1 - |distance| / 10 for every step",
        start: "at rest in the middle; the mark is uniform in [-4, 4) m",
        end: "the cart leaves its rail of 20 m",
        stepLimit: 200, solvedAt: 197, framesPerSecond: 20)

      private static let timeStep: Float = 0.05

      /// m right of the middle
      private var position: Float = 0
      /// m/s
      private var velocity: Float = 0
      /// m right of the middle
      private var mark: Float = 0

      var spec: EnvironmentSpec { Self.spec }

      /// Starts an episode. Everything random comes from `random`; nothing of the last episode stays.
      mutating func reset(random: inout Random, observation: LaneWriter) {
        (position, velocity) = (0, 0)
        mark = random.uniform(-4, 4)
        write(to: observation)
      }

      /// Any action is survived, NaN too: the comparison below is false for it, which ends the episode. The step
      /// limit is not looked at; who plays the episode does that.
      mutating func step(action: LaneReader, observation: LaneWriter) -> Step {
        velocity += min(max(action[0], -10), 10) * Self.timeStep
        position += velocity * Self.timeStep
        write(to: observation)
        return Step(reward: 1 - abs(position - mark) / 10, terminated: !(abs(position) < 10))
      }

      /// Every number of the observation is written, every time.
      private func write(to observation: LaneWriter) {
        observation[0] = position - mark
        observation[1] = velocity
      }
    }

    /// Its picture: the whole canvas is painted, whatever its size.
    extension \(type): Drawable {
      func draw(on canvas: Canvas) {
        canvas.fill(.rectangle(canvas.bounds), .white)
        let rail = Rectangle(low: Point(-10.5, -6), high: Point(10.5, 6))
        canvas.with(Transform(framing: rail, in: canvas.bounds)) {
          canvas.stroke(
            .line(Point(Double(mark), -3), Point(Double(mark), 3)), .vermilion, width: 0.1)
          let low = Point(Double(position) - 1, -0.5)
          canvas.fill(.rectangle(Rectangle(low: low, high: low + Point(2, 1))), .blue)
        }
      }
    }

    """
  }
}
