import EvoCore
import EvoDraw
import EvoTrain
import Glibc

/// What a member costs, with full and with low-rank noise.
struct MemoryAndTime: Experiment {
  private let sizes: [Int]
  private let fullSizes: [Int]
  private let populations: [Int]
  /// The n at which whole populations are measured.
  private let populationSize: Int
  /// How much longer a member of a large population may take.
  private let slack: Double
  private let rank: Int
  /// The rank of what is measured: the same.
  private let measuredRank: Int
  private let seconds: Double

  /// Members that are computed side by side.
  private static let lanes = 64
  /// The fewest lanes there can be: with full rank a block of them is large enough.
  private static let fullLanes = 16

  init(_ settings: inout SettingsReader) throws(ExperimentFileError) {
    sizes = try settings.integers("sizes", 16...16_384)
    let largest = try settings.integer("full_rank_at_most", 16...16_384)
    fullSizes = sizes.filter { $0 <= largest }
    populations = try settings.integers("populations", 64...1_048_576)
    populationSize = try settings.integer("population_size", 16...16_384)
    slack = try settings.number("slack", 0...10)
    rank = try settings.integer("rank", 1...64)
    measuredRank = try settings.integer("measured_rank", 1...64)
    seconds = try settings.number("seconds_per_measurement", 0.001...60)
  }

  private struct Cost {
    /// What the allocator gave for the noise of a member, over a block of them.
    var bytes: Int
    /// By how much the memory of the process grew with a block of members, shared weights included.
    var resident: Int
    var members: Int
    /// Processor seconds per member.
    var noise: Double
    var forward: Double
    var total: Double { noise + forward }
  }

  func run(_ session: Session) throws -> Findings {
    var findings = Findings()
    var low: [Int: Cost] = [:]
    var full: [Int: Cost] = [:]
    for (size, session) in session.part(from: 0, to: 0.8).over(sizes) {
      try session.progress("\(size) x \(size), rank \(rank)")
      low[size] = measure(size, rank: measuredRank, lanes: Self.lanes, session)
      guard fullSizes.contains(size) else { continue }
      try session.progress("\(size) x \(size), full rank", done: 0.5)
      full[size] = measure(size, rank: nil, lanes: Self.fullLanes, session)
    }
    report(low, full, &findings)
    findings.tables = [costTable(low, full)]
    try measurePopulations(session.part(from: 0.8, to: 1), &findings)
    findings.picture("memory", memoryPlot(low, full))
    findings.picture("time", timePlot(low, full))
    findings.remarks.append(
      "Times are processor time of one core per member: blocks of \(Self.lanes) members with noise of "
        + "rank \(rank), of \(Self.fullLanes) with full rank. A population repeats the block: no more than "
        + "one block of noise ever exists."
    )
    return findings
  }

  /// One layer of n x n, and a block of members of it.
  private final class Layer {
    private let block: PolicyBlock
    private let perturbation: GaussianPerturbation
    private let observation: AlignedBuffer<Float>
    private let lanes: Int
    private let seed: UInt64

    init(_ size: Int, rank: Int?, lanes: Int, seed: UInt64) {
      let network = Network(widths: [size, size], activation: .tanh)
      let policy = Policy(
        network: network, head: .discrete(choices: size),
        parameters: network.initialParameters(seed: seed), normalizer: nil, reference: nil)
      block = PolicyBlock(policy: policy, rank: rank, stride: lanes)
      perturbation = GaussianPerturbation(rank: rank)
      observation = AlignedBuffer<Float>(count: size * lanes, filledWith: 0.5)
      self.lanes = lanes
      self.seed = seed
    }

    /// Makes the noise of as many members as there are lanes.
    func load(from member: Int = 0) {
      let generation = Generation(
        seed: seed, index: 0, memberCount: member + lanes, sigma: 0.1, antithetic: true)
      for first in stride(from: 0, to: lanes, by: 16) {
        block.loadSixteen(
          members: (0..<16).map { Int32(member + first + $0) }, of: generation,
          perturbation: perturbation, firstLane: first)
      }
    }

    func forward() { _ = block.forward(observation.base, lanes: lanes) }
  }

  private func measure(_ size: Int, rank: Int?, lanes: Int, _ session: Session) -> Cost {
    let before = Self.residentSize
    let layer = Layer(size, rank: rank, lanes: lanes, seed: session.seed)
    layer.load()
    layer.forward()
    let resident = max(Self.residentSize - before, 0)
    let noise = time { layer.load() }
    let forward = time { layer.forward() }
    return Cost(
      bytes: bytes(Network(widths: [size, size], activation: .tanh), rank: rank),
      resident: resident, members: lanes, noise: noise / Double(lanes),
      forward: forward / Double(lanes))
  }

  /// Whole populations, one block after the other.
  private func measurePopulations(_ session: Session, _ findings: inout Findings) throws {
    var table = Findings.Table(
      "populations", ["n", "population", "noise", "seconds", "resident_bytes"])
    for (name, rank, lanes) in [
      ("rank \(rank)", Optional(measuredRank), Self.lanes), ("full rank", nil, Self.fullLanes),
    ] {
      var perMember: [Double] = []
      for population in populations {
        try session.progress("\(grouped(population)) members, \(name)")
        let before = Self.residentSize
        let layer = Layer(populationSize, rank: rank, lanes: lanes, seed: session.seed)
        layer.load()
        layer.forward()
        let start = Stopwatch.threadSeconds
        for first in stride(from: 0, to: population, by: lanes) {
          try session.check()
          layer.load(from: first)
          layer.forward()
        }
        let seconds = Stopwatch.threadSeconds - start
        perMember.append(seconds / Double(population))
        table.rows.append([
          "\(populationSize)", "\(population)", name, "\(seconds)",
          "\(max(Self.residentSize - before, 0))",
        ])
      }
      guard let first = perMember.first, let last = perMember.last, perMember.count > 1 else {
        continue
      }
      findings.check(
        "\(name), n = \(grouped(populationSize)): time per member of \(grouped(populations.last ?? 0)) members "
          + "against \(grouped(populations[0]))",
        expected: "at most \(short(1 + slack)) times", found: "\(short(last / first)) times",
        holds: last <= (1 + slack) * first)
    }
    findings.tables.append(table)
  }

  private func bytes(_ network: Network, rank: Int?) -> Int {
    let block = NoiseBlock(network: network, rank: rank, stride: Self.fullLanes)
    return Self.allocatedSize(block.row(0)) / Self.fullLanes
  }

  /// The size of what the allocator gave: glibc's `malloc_usable_size`, whose header Swift's module
  /// leaves out.
  private static let allocatedSize: @convention(c) (UnsafeMutableRawPointer?) -> Int = {
    guard let symbol = dlsym(nil, "malloc_usable_size") else { return { _ in 0 } }
    return unsafeBitCast(symbol, to: (@convention(c) (UnsafeMutableRawPointer?) -> Int).self)
  }()

  /// The memory that the process has in use, as the system counts it; 0 where it does not say.
  private static var residentSize: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    let fields = text.split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// The least processor time of several calls: what else runs here only ever adds to it.
  private func time(_ work: () -> Void) -> Double {
    work()
    var best = Double.infinity
    let start = Stopwatch.threadSeconds
    repeat {
      let before = Stopwatch.threadSeconds
      work()
      best = min(best, Stopwatch.threadSeconds - before)
    } while Stopwatch.threadSeconds - start < seconds
    return best
  }

  private func report(_ low: [Int: Cost], _ full: [Int: Cost], _ findings: inout Findings) {
    for size in fullSizes {
      guard let low = low[size], let full = full[size] else { continue }
      let ratio = Double(full.bytes) / Double(low.bytes)
      let law = Double(size * size + size) / Double(2 * rank * size + size)
      findings.check(
        "memory that the noise of a member takes, n = \(grouped(size)): full rank against rank \(rank)",
        expected: "(n² + n) / (2 r n + n) = \(short(law)) times ± 5 %",
        found: "\(short(ratio)) times", holds: abs(ratio / law - 1) < 0.05)
    }
    // Small blocks come from memory that the process already has.
    for size in fullSizes where size >= 1024 {
      guard let low = low[size], let full = full[size] else { continue }
      let ratio =
        Double(full.resident) / Double(full.members)
        / (Double(low.resident) / Double(low.members))
      findings.note(
        "memory that the process grows by, a member of a block, weights included, n = \(grouped(size))",
        found:
          "\(short(Double(full.resident) / Double(full.members) / 1_048_576)) MiB with full rank, "
          + "\(short(Double(low.resident) / Double(low.members) / 1_048_576)) MiB with rank \(rank): "
          + "\(short(ratio)) times")
    }
    let memory = fullSizes.first { (full[$0]?.bytes ?? 0) >= 100 * (low[$0]?.bytes ?? .max / 100) }
    findings.note(
      "memory: \"about 100 times\" from",
      found: memory.map { "n = \(grouped($0)) on" } ?? "nowhere here")
    for size in fullSizes {
      guard let low = low[size], let full = full[size] else { continue }
      findings.note(
        "time per member, n = \(grouped(size)): full rank against rank \(rank)",
        found: "\(short(full.total / low.total)) times with noise made for one step, "
          + "\(short(full.forward / low.forward)) times with noise at hand")
    }
    let made = fullSizes.first { (full[$0]?.total ?? 0) >= 100 * (low[$0]?.total ?? .infinity) }
    let ready = fullSizes.first {
      (full[$0]?.forward ?? 0) >= 100 * (low[$0]?.forward ?? .infinity)
    }
    func place(_ size: Int?) -> String { size.map { "n = \(grouped($0)) on" } ?? "nowhere here" }
    findings.note("time with noise made for one step: \"about 100 times\" from", found: place(made))
    findings.note("time with noise at hand: \"about 100 times\" from", found: place(ready))
    // Growth from a layer that fills the cache to the largest one; small ones are all overhead.
    guard let last = sizes.last, last >= 4096, let first = sizes.first(where: { 8 * $0 >= last }),
      let end = low[last], let start = low[first]
    else { return }
    let growth = power(end.noise / start.noise, last, first)
    findings.check(
      "making the noise of rank \(rank), from n = \(grouped(first)) to \(grouped(last)): time grows as",
      expected: "n (r (m + n) numbers)", found: "n^\(short(growth, 2))",
      holds: (0.8...1.2).contains(growth))
    let whole = power(end.total / start.total, last, first)
    findings.check(
      "a whole member, from n = \(grouped(first)) to \(grouped(last)): time grows as",
      expected: "n, if all computation were O(r (m + n))", found: "n^\(short(whole, 2))",
      holds: whole <= 1.2)
    findings.remarks.append(
      "Only the perturbation costs O(r (m + n)): every member still takes its share of the product "
        + "with the shared weights, which is O(m n) and what remains at large n.")
  }

  private func power(_ ratio: Double, _ last: Int, _ first: Int) -> Double {
    log(ratio) / log(Double(last) / Double(first))
  }

  private func costTable(_ low: [Int: Cost], _ full: [Int: Cost]) -> Findings.Table {
    var table = Findings.Table(
      "members",
      [
        "n", "noise", "bytes_per_member", "resident_bytes_of_block", "noise_seconds",
        "forward_seconds", "total_seconds",
      ])
    for size in sizes {
      for (name, cost) in [("rank \(rank)", low[size]), ("full rank", full[size])] {
        table.rows.append(
          ["\(size)", name, cost.map { "\($0.bytes)" } ?? "", cost.map { "\($0.resident)" } ?? ""]
            + [cost?.noise, cost?.forward, cost?.total].map { $0.map { "\($0)" } ?? "" })
      }
    }
    return table
  }

  private func memoryPlot(_ low: [Int: Cost], _ full: [Int: Cost]) -> LinePlot {
    func line(_ name: String, _ costs: [Int: Cost]) -> LinePlot.Series {
      LinePlot.Series(
        name,
        sizes.compactMap { size in
          costs[size].map { .init(x: Double(size), y: Double($0.bytes) / 1024) }
        })
    }
    return LinePlot(
      title: "Noise of one member in an n × n layer",
      x: LinePlot.Axis("n", scale: .logarithmic),
      y: LinePlot.Axis("memory", unit: "KiB", scale: .logarithmic),
      series: [line("full rank", full), line("rank \(rank)", low)])
  }

  private func timePlot(_ low: [Int: Cost], _ full: [Int: Cost]) -> LinePlot {
    func line(
      _ name: String, _ costs: [Int: Cost], _ part: (Cost) -> Double, _ color: Color
    ) -> LinePlot.Series {
      LinePlot.Series(
        name,
        sizes.compactMap { size in
          costs[size].map { .init(x: Double(size), y: 1e6 * part($0)) }
        }, color: color)
    }
    return LinePlot(
      title: "Time of one member's step through an n × n layer, one core",
      x: LinePlot.Axis("n", scale: .logarithmic),
      y: LinePlot.Axis("processor time", unit: "µs", scale: .logarithmic),
      series: [
        line("full rank, noise made", full, \.total, .blue),
        line("full rank, noise at hand", full, \.forward, .skyBlue),
        line("rank \(rank), noise made", low, \.total, .vermilion),
        line("rank \(rank), noise at hand", low, \.forward, .orange),
      ])
  }
}
