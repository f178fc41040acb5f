import EvoDraw
import Glibc

/// A bowl with a regular grid of holes, and what Gaussian noise makes of it.
enum Rastrigin {
  /// The derivative by one component.
  static func slope(_ z: Double) -> Double { 2 * z + 20 * .pi * sin(2 * .pi * z) }

  /// The mean of one component's part over N(z, sigma^2): noise shrinks the ripple by
  /// e^(-2 pi^2 sigma^2).
  static func smoothed(_ z: Double, sigma: Double) -> Double {
    z * z + sigma * sigma + 10 - 10 * exp(-2 * .pi * .pi * sigma * sigma) * cos(2 * .pi * z)
  }

  static func landscape(sigmas: [Double]) -> LinePlot {
    LinePlot(
      title: "Rastrigin's function as noise of width σ sees it",
      x: LinePlot.Axis("x, one dimension"), y: LinePlot.Axis("E f(x + σε)"),
      series: sigmas.map { sigma in
        LinePlot.Series(
          sigma == 0 ? "itself" : "σ = \(short(sigma))",
          (0...800).map { step in
            let x = Double(step) / 100 - 4
            return LinePlot.Sample(x: x, y: smoothed(x, sigma: sigma))
          })
      })
  }
}
