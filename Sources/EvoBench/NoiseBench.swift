import CKernels
import EvoCore

/// Standard normals per second, in each layout in which they are made.
struct NoiseBench {
  let settings: BenchSettings

  func run() -> Section {
    let clock = Stopclock(settings: settings)
    let (count, lanes) = (256, 64)
    let all = Double(count * lanes)
    let values = AlignedBuffer<Float>(count: count * lanes, filledWith: 0)
    let pairs = AlignedBuffer<UInt32>(count: lanes, filledWith: 7)
    let scales = AlignedBuffer<Float>(count: lanes, filledWith: 1)
    let stream = ck_stream(seed: 1, leaf: 1, generation: 1)
    return Section(
      .noise,
      [
        Figure(
          "block of \(lanes) lanes", "normals/s",
          clock.rate(of: all) {
            ck_normal_block(
              values.base, count, stream, pairs.base, scales.base, nil, lanes, lanes)
          }),
        Figure(
          "one lane at a time", "normals/s",
          clock.rate(of: all) {
            for lane in 0..<lanes {
              ck_normal_lane(values.base + lane, count, stream, UInt32(lane), 1, nil, lanes)
            }
          }),
        Figure(
          "contiguous", "normals/s",
          clock.rate(of: all) { ck_normals(values.base, count * lanes, stream, 1) }),
      ])
  }
}
