import EvoCore
import EvoFiles
import Glibc

/// How much memory a training takes, estimated before any of it is allocated: the system would grant
/// more than there is and end the process later.
public struct MemoryNeed: Sendable, Equatable {
  /// Bytes that grow with the network.
  public var network: Int
  /// Bytes that grow with the population.
  public var population: Int

  public var total: Int { network + population }

  /// - Parameters:
  ///   - workers: threads; each has blocks of its own.
  ///   - blockWidth: lanes of a block; nil chooses as the evaluator does.
  public init(
    _ configuration: TrainingConfiguration, network: Network, workers: Int, blockWidth: Int? = nil
  ) {
    let strategy = configuration.strategy
    let rank = strategy.noiseRank
    let width = blockWidth ?? Evaluator.defaultWidth(network, rank: rank)
    let number = MemoryLayout<Float>.stride
    let parameters = network.parameterCount * number
    let perLane =
      NoiseBlock.bytesPerLane(network: network, rank: rank)
      + (2 * (network.widths.max() ?? 0) + network.widths[0]) * number
    let samples =
      configuration.policy.virtualBatchNorm
      ? roundedToLanes(configuration.policy.referenceBatch) : 0
    let pairs = GradientEstimator.chunk(rank: rank)
    // Center, two moments, gradient and step, most of them before and after the update; each worker
    // has the center, for members and for evaluations, and a partial gradient.
    self.network =
      configuration.data.name == nil
      ? 10 * parameters + workers * (3 * parameters + (width + samples + pairs) * perLane)
      : 10 * parameters + workers * (4 * parameters + (pairs + 16) * perLane)
        + (workers + 1) * roundedToLanes(configuration.objective.batch) * number
        * (network.widths[0] + 3 * (network.widths.max() ?? 0))
    // An outcome per episode; fitness, ranks, their order and weights per member.
    let members = strategy.members(dimension: network.parameterCount)
    population =
      members * strategy.episodes * MemoryLayout<EpisodeOutcome>.stride + members * 64
    guard strategy.method.memory != .nothing else { return }
    // Members as vectors of doubles: this generation, the next, and the best.
    population += 3 * members * network.parameterCount * MemoryLayout<Double>.stride
    if strategy.method.memory == .covariance {
      self.network +=
        6 * network.parameterCount * network.parameterCount * MemoryLayout<Double>.stride
    }
  }

  /// Bytes that this process may still take: what the machine, its container and the limits of the
  /// process leave.
  public static var available: Int {
    var limits = [Int.max]
    if let text = text(of: "/proc/meminfo"),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemAvailable:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    {
      limits.append(kibibytes << 10)
    }
    if let most = number(in: "/sys/fs/cgroup/memory.max"),
      let used = number(in: "/sys/fs/cgroup/memory.current")
    {
      limits.append(max(most - used, 0))
    }
    var limit = rlimit()
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < Int.max {
      limits.append(Int(limit.rlim_cur))
    }
    return limits.min() ?? .max
  }

  private static func number(in path: String) -> Int? {
    text(of: path).flatMap { Int($0.split(separator: "\n").first ?? "") }
  }

  /// Files of the kernel say that they are empty, so the size is no guide.
  private static func text(of path: String) -> String? {
    let system = FileSystem.posix
    guard let descriptor = try? system.open(path, O_RDONLY) else { return nil }
    defer { try? system.close(descriptor) }
    return (try? system.readAll(from: descriptor, upTo: 4096)).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// - Throws: `MemoryError` when there is less than that.
  public func require(from available: Int = Self.available) throws(MemoryError) {
    guard total <= available else { throw MemoryError(need: self, available: available) }
  }
}

/// A training needs more memory than there is.
public struct MemoryError: Error, Equatable, Sendable {
  public var need: MemoryNeed
  public var available: Int
}

extension MemoryError: CustomStringConvertible {
  public var description: String {
    let remedy =
      need.network > need.population
      ? "policy.hidden or --workers" : "strategy.population or strategy.episodes"
    return "the training needs about \(Self.short(need.total)) of memory, "
      + "but only \(Self.short(available)) are left; lower \(remedy)"
  }

  private static func short(_ bytes: Int) -> String {
    bytes >= 10 << 30 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
  }
}
