import CKernels
import EvoCore

/// The kernels against the fused multiply-add peak of the core.
struct KernelBench {
  let settings: BenchSettings
  private static let lanes = 128

  func run() -> Section {
    let clock = Stopclock(settings: settings)
    let peak = clock.rate(of: operations(ofPeakRounds: 100_000)) {
      _ = operations(ofPeakRounds: 100_000)
    }
    func figure(_ name: String, _ spread: Spread) -> Figure {
      Figure(name, "FLOP/s", spread, shareOfPeak: spread.median / peak.median)
    }
    var figures = [figure("fused multiply-add peak", peak)]
    let sizes = settings.isQuick ? [16, 64] : [64, 256, 1024]
    for size in sizes {
      let dense = sample(size, .none)
      figures.append(
        figure(
          "dense forward \(size)x\(size)", clock.rate(of: dense.operations) { dense.forward() }))
    }
    for size in sizes {
      let low = sample(size, .lowRank(1))
      figures.append(
        figure(
          "rank 1 forward \(size)x\(size)", clock.rate(of: low.operations) { low.forward() }))
    }
    for size in sizes {
      let low = sample(size, .lowRank(1))
      low.fill(block: 0)
      figures.append(
        figure(
          "outer accumulate \(size)x\(size)",
          clock.rate(of: low.plainOperations) { low.accumulate() }))
    }
    return Section(.kernels, figures + activations(clock))
  }

  private func sample(_ size: Int, _ noise: LayerSample.Noise) -> LayerSample {
    LayerSample(inputs: size, outputs: size, lanes: Self.lanes, blocks: 1, noise: noise)
  }

  private func operations(ofPeakRounds rounds: Int) -> Double {
    var sink: Float = 0
    return ck_peak_flops(rounds, &sink)
  }

  private func activations(_ clock: Stopclock) -> [Figure] {
    let kinds = [
      ("tanh", CK_TANH), ("relu", CK_RELU), ("sigmoid", CK_SIGMOID), ("silu", CK_SILU),
    ]
    let count = 4096
    let values = AlignedBuffer<Float>(count: count, filledWith: 0.5)
    return kinds.map { name, kind in
      Figure(
        name, "values/s",
        clock.rate(of: Double(count)) { ck_activate(values.base, count, Int32(kind)) })
    }
  }
}
