// Draws the strip of pictures at the top of README.md: one moment of four shipped policies.
//
//   EVO_RL_HOME=FOLDER_OF_THE_CHECKOUT Strip docs/pictures/strip.png
import EvoRL

let moments = [
  ("bipedal-walker-hardcore", step: 690), ("raptor", step: 256), ("lunar-lander", step: 150),
  ("pendulum", step: 36),
]
let (width, height, gap) = (320.0, 240.0, 8.0)
let count = Double(moments.count)
let strip = try Canvas(width: Int(count * width + (count - 1) * gap), height: Int(height))
strip.fill(.white)

for (index, moment) in moments.enumerated() {
  let environment = try EnvironmentLibrary().entry(moment.0)
  let path = try ResourceLocator().path(of: moment.0, .policies) + "/policy.safetensors"
  let playback = try Playback(
    PolicyFile(path: path).policy, in: environment,
    player: .center(seed: 0, episode: 0, episodes: 1))
  while playback.step < moment.step, playback.end == nil { playback.advance() }
  let picture = try Canvas(width: 2 * Int(width), height: 2 * Int(height))
  playback.draw(on: picture, legend: false)
  let corner = Point(Double(index) * (width + gap), 0)
  strip.draw(picture.bitmap(), in: Rectangle(low: corner, high: corner + Point(width, height)))
}
try AtomicFile.write(PNG.encode(strip), to: CommandLine.arguments[1])
