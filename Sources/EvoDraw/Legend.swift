/// A small translucent box in the upper left corner: environment, lines of the caller's, step, episode
/// return, and what the environment has to say.
public struct Legend: Sendable {
  public var environment: String
  /// Lines before the others.
  public var heading: [String]
  public var step: Int
  public var episodeReturn: Double
  /// More lines, of the environment's own.
  public var captions: [String]

  public init(
    environment: String, heading: [String] = [], step: Int, episodeReturn: Double,
    captions: [String] = []
  ) {
    self.heading = heading
    self.captions = captions
    self.environment = environment
    self.step = step
    self.episodeReturn = episodeReturn
  }

  /// Draws over what is there.
  public func draw(on canvas: Canvas) {
    let size = max(13 * canvas.detail, 9)
    let lines =
      heading + [
        "step \(step)", "return \(NumberLabel.text(episodeReturn, decimals: 1))",
      ] + captions
    let widest = lines.map { canvas.width(of: $0, size: size) }.max() ?? 0
    // As wide as the numbers usually get, so that the box does not jitter from frame to frame.
    let inner = max(
      canvas.width(of: environment, size: size, weight: .bold), widest, 7.5 * size)
    let corner = Point(repeating: 0.9 * size)
    let height = 2.4 + 1.4 * Double(lines.count)
    let box = Rectangle(low: corner, high: corner + Point(inner + 1.8 * size, height * size))
    canvas.fill(.rectangle(box, cornerRadius: 0.5 * size), .white.opacity(0.82))
    canvas.stroke(.rectangle(box, cornerRadius: 0.5 * size), .mist, width: 0.08 * size)
    var pen = box.low + Point(0.9 * size, 1.65 * size)
    canvas.text(environment, at: pen, size: size, .ink, weight: .bold)
    for line in lines {
      pen.y += 1.4 * size
      canvas.text(line, at: pen, size: size, .slate)
    }
  }
}
