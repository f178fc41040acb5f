import EvoCore

/// What a perturbation of an n x n layer costs: low rank against plain inference, and against full
/// rank, which holds n^2 numbers per member.
struct LowRankBench {
  let settings: BenchSettings
  private static let lanes = 128
  /// Forward passes of a block before the next block has its turn.
  private static let steps = 8

  func run() -> Section {
    let sizes = settings.isQuick ? [32] : [256, 1024]
    let table = settings.isQuick ? [16, 64] : [64, 256, 1024, 4096]
    return Section(
      .lowrank, sizes.flatMap(ratios) + table.flatMap(costs),
      notes: settings.isQuick
        ? []
        : [
          "ratios: members per second of a rank 1 population divided by plain batched inference of "
            + "the same layer, measured in turn; a population of 512 in blocks of \(Self.lanes) lanes",
          "rollout: each block takes \(Self.steps) steps before the next one does, as in training; "
            + "one pass: every block once, its noise read from memory",
          "full rank: a block of 16 members, as that of 4096x4096 takes 1 GiB; a population of 512 "
            + "would take 32 GiB and was not run",
        ])
  }

  private func ratios(_ size: Int) -> [Figure] {
    let blocks = settings.isQuick ? 1 : 4
    func sample(_ noise: LayerSample.Noise) -> LayerSample {
      LayerSample(inputs: size, outputs: size, lanes: Self.lanes, blocks: blocks, noise: noise)
    }
    let plain = sample(.none)
    let low = sample(.lowRank(1))
    for block in 0..<blocks { low.fill(block: block) }
    let seconds = Stopclock(settings: settings).seconds([
      { plain.forward(steps: Self.steps) }, { low.forward(steps: Self.steps) },
      { plain.forward(steps: 1) }, { low.forward(steps: 1) }, { low.fillAndForward() },
    ])
    func ratio(_ index: Int, to plain: Int) -> Spread {
      Spread(zip(seconds[plain], seconds[index]).map { $0 / $1 })
    }
    return [
      Figure(
        "rank 1 / plain, n=\(size), noise ready, rollout", "", ratio(1, to: 0),
        target: .atLeast(size == 1024 ? 0.97 : 0.95)),
      Figure("rank 1 / plain, n=\(size), noise ready, one pass", "", ratio(3, to: 2)),
      Figure(
        "rank 1 / plain, n=\(size), made for one forward", "", ratio(4, to: 2),
        target: .atLeast(size == 1024 ? 0.80 : 0.55)),
    ]
  }

  private func costs(_ size: Int) -> [Figure] {
    let lowLanes = size > 1024 ? 64 : Self.lanes
    let low = LayerSample(
      inputs: size, outputs: size, lanes: lowLanes, blocks: 1, noise: .lowRank(1))
    let full = LayerSample(inputs: size, outputs: size, lanes: 16, blocks: 1, noise: .full)
    let seconds = Stopclock(settings: settings).seconds([
      { low.fillAndForward() }, { full.fillAndForward() },
    ])
    func time(_ index: Int, _ members: Int) -> Spread {
      Spread(seconds[index].map { $0 / Double(members) })
    }
    return [
      Figure("rank 1, n=\(size), noise and forward per member", "s", time(0, low.members)),
      Figure("full rank, n=\(size), noise and forward per member", "s", time(1, full.members)),
      Figure("rank 1, n=\(size), noise per member", "B", Spread(exactly: low.noiseBytes)),
      Figure("full rank, n=\(size), noise per member", "B", Spread(exactly: full.noiseBytes)),
    ]
  }
}
