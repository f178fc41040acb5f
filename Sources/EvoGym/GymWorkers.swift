import EvoCore
import Synchronization

/// The workers of this process that nobody uses at the moment, and what is known of environments. Starting
/// Python and importing what an environment needs takes a good part of a second.
enum GymWorkers {
  private static let idle = Mutex<[GymAddress: [Lent]]>([:])
  private static let known = Mutex<[GymAddress: EnvironmentSpec]>([:])

  /// A worker on its way from one thread to another, which holds it alone.
  private struct Lent: @unchecked Sendable {
    let worker: GymWorker
  }

  /// A worker that nobody uses, or a new one.
  static func take(_ address: GymAddress) throws(GymError) -> GymWorker {
    if let lent = idle.withLock({ $0[address]?.popLast() }) { return lent.worker }
    return try GymWorker(address)
  }

  /// Takes a worker back that has done all that it was asked.
  static func giveBack(_ worker: GymWorker) {
    let lent = Lent(worker: worker)
    idle.withLock { $0[worker.address, default: []].append(lent) }
  }

  /// The card of an environment.
  static func spec(of address: GymAddress) throws(GymError) -> EnvironmentSpec {
    if let spec = known.withLock({ $0[address] }) { return spec }
    let worker = try take(address)
    let spec = try EnvironmentSpec(worker.describe(), address)
    giveBack(worker)
    known.withLock { $0[address] = spec }
    return spec
  }
}
