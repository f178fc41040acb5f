import EvoCore
import EvoEnvs
import Testing

@Suite("Agreement with Gymnasium")
struct GoldenAgreementTests {
  @Test("cart-pole steps as Gymnasium's does, from 4,000 states")
  func cartPole() throws {
    try expectAgreement("cartpole") { state in
      var environment = CartPole()
      environment.position = state[0]
      environment.velocity = state[1]
      environment.angle = state[2]
      environment.angularVelocity = state[3]
      return environment
    }
  }

  @Test("the pendulum steps as Gymnasium's does, from 4,000 states")
  func pendulum() throws {
    try expectAgreement("pendulum") { state in
      var environment = Pendulum()
      environment.set(angle: state[0], angularVelocity: state[1])
      return environment
    }
  }

  @Test("the acrobot steps as Gymnasium's does, from 4,000 states")
  func acrobot() throws {
    try expectAgreement("acrobot") { state in
      var environment = Acrobot()
      environment.set(Acrobot.State(state[0], state[1], state[2], state[3]))
      return environment
    }
  }

  @Test("the mountain cars step as Gymnasium's do, from 4,000 states each")
  func mountainCars() throws {
    for (name, motor) in [
      ("mountain-car", MountainCar.Motor.discrete), ("mountain-car-continuous", .continuous),
    ] {
      try expectAgreement(name) { state in
        var environment = MountainCar(motor)
        environment.set(position: state[0], velocity: state[1])
        return environment
      }
    }
  }

  @Test(
    "bounds, step limit and threshold are those that Gymnasium registers",
    arguments: EnvironmentCatalog.all.map(\.spec))
  func registration(spec: EnvironmentSpec) throws {
    guard let card = try GoldenCard.all()[spec.name] else {
      try Test.cancel("\(spec.name) has no card of Gymnasium's")
    }
    #expect(spec.stepLimit == card.maxEpisodeSteps)
    #expect(spec.observation.map(\.low) == card.observationLow.map { $0 ?? -.infinity })
    #expect(spec.observation.map(\.high) == card.observationHigh.map { $0 ?? .infinity })
    if let threshold = card.rewardThreshold { #expect(spec.solvedAt == threshold) }
    switch spec.action {
    case .discrete(let choices): #expect(choices.count == card.actionCount)
    case .continuous(let components):
      #expect(components.map(\.low) == card.actionLow)
      #expect(components.map(\.high) == card.actionHigh)
    }
  }

  /// Steps an environment once from every golden state: numbers agree to 1e-5 of max(1, |value|),
  /// flags exactly.
  private func expectAgreement<E: Environment>(
    _ name: String, startingAt start: ([Float]) -> E
  ) throws {
    for (index, row) in try GoldenSteps(name).rows.enumerated() {
      var environment = start(row.state)
      var observation = [Float](repeating: .nan, count: row.observation.count)
      let step = row.action.withUnsafeBufferPointer { action in
        observation.withUnsafeMutableBufferPointer { observation -> Step? in
          guard let action = action.baseAddress, let observation = observation.baseAddress else {
            return nil
          }
          return environment.step(
            action: LaneReader(action, stride: 1), observation: LaneWriter(observation, stride: 1))
        }
      }
      let found = try #require(step)
      #expect(found.terminated == row.terminated, "row \(index): \(row)")
      for (ours, theirs) in zip(observation + [found.reward], row.observation + [row.reward]) {
        #expect(abs(ours - theirs) <= 1e-5 * max(1, abs(theirs)), "row \(index): \(row)")
      }
    }
  }
}
