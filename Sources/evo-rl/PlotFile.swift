import ArgumentParser
import EvoDraw
import EvoFiles
import EvoWords

/// Where a plot goes; the ending of its name says as what.
struct PlotFile {
  private enum Format: String, CaseIterable { case svg, png }

  private let path: String
  private let format: Format

  init(_ path: String) throws {
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    guard let format = Format(rawValue: ending) else {
      let near = nearestName(to: ending, in: Format.allCases.map(\.rawValue))
      throw ValidationError(
        "\(path): a plot is an .svg or a .png"
          + (near.map { "; did you mean .\($0)?" } ?? "; give the file one of these endings"))
    }
    self.path = path
    self.format = format
  }

  func write(_ plot: LinePlot, width: Int = 900, height: Int = 560) throws {
    let bytes: [UInt8]
    switch format {
    case .svg:
      bytes = try Canvas.svg(width: width, height: height) { plot.draw(on: $0) }
    case .png:
      let canvas = try Canvas(width: width, height: height)
      plot.thinned(to: width).draw(on: canvas)
      bytes = try PNG.encode(canvas)
    }
    try AtomicFile.write(bytes, to: path)
  }
}
