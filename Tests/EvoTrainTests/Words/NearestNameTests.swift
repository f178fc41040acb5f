import EvoWords
import Testing

@Suite("Nearest names")
struct NearestNameTests {
  @Test(
    "slips of the finger find the name that was meant",
    arguments: [
      ("cartpol", "cartpole"), ("cratpole", "cartpole"), ("CartPole", "cartpole"),
      ("cart", "cartpole"), ("cart-pole", "cartpole"), ("pendlum", "pendulum"),
      ("carptole", "cartpole"),
    ])
  func slips(typed: String, meant: String) {
    #expect(nearestName(to: typed, in: ["acrobot", "cartpole", "pendulum"]) == meant)
  }

  @Test(
    "what resembles nothing finds nothing",
    arguments: ["", "x", "walker", String(repeating: "a", count: 100_000)])
  func nothing(typed: String) {
    #expect(nearestName(to: typed, in: ["acrobot", "cartpole", "pendulum"]) == nil)
  }

  @Test("of several names with the same beginning the shortest is meant")
  func beginnings() {
    let names = ["sigma_learning_rate", "sigma.schedule", "sigma"]
    #expect(nearestName(to: "sigm", in: names) == "sigma")
    #expect(nearestName(to: "sigma_", in: names) == "sigma")
    #expect(nearestName(to: "sigma_l", in: names) == "sigma_learning_rate")
  }

  @Test("of equally near names the first wins")
  func ties() {
    #expect(nearestName(to: "beta3", in: ["beta2", "beta1"]) == "beta2")
    #expect(nearestName(to: "beta1", in: ["beta2", "beta1"]) == "beta1")
  }
}
