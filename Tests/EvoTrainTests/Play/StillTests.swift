import EvoCore
import EvoDraw
import EvoEnvs
import EvoPlay
import EvoTrain
import Testing

@Suite("Moments of an episode, drawn later")
struct StillTests {
  @Test(
    "a still is the picture of its moment, whatever happened since",
    arguments: ["hopper", "car", "bipedal-walker-hardcore", "lunar-lander"])
  func moments(name: String) throws {
    let environment = try EnvironmentLibrary().entry(name)
    let network = Network(
      widths: [environment.spec.observation.count, environment.spec.action.outputCount],
      activation: .tanh)
    let policy = Policy(
      network: network, head: ActionHead(environment.spec.action),
      parameters: network.initialParameters(seed: 3), normalizer: nil, reference: nil)
    let playback = try Playback(
      policy, in: environment, player: .center(seed: 2, episode: 0, episodes: 1))
    let canvas = try Canvas(width: 300, height: 200)
    var kept: [(picture: Bitmap, still: Playback.Still)] = []
    for _ in 0..<4 {
      playback.draw(on: canvas, legend: true, heading: ["a line"])
      kept.append((canvas.bitmap(), try #require(playback.still(heading: ["a line"]))))
      for _ in 0..<7 { playback.advance() }
    }
    for (picture, still) in kept {
      still.picture.draw(on: canvas)
      still.legend.draw(on: canvas)
      #expect(canvas.bitmap().pixels == picture.pixels)
    }
  }
}
