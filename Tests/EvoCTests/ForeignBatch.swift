import CEvoRL
import EvoTestSupport

/// A batch as a program in another language holds it: through the functions of evo_rl.h, and no others.
final class ForeignBatch {
  let handle: OpaquePointer
  let count: Int
  let width: Int
  var choices: [Int64]
  var actions: [Float]
  private(set) var observations: [Float]
  private(set) var rewards: [Float]
  private(set) var terminated: [UInt8]
  private(set) var truncated: [UInt8]
  private(set) var finalObservations: [Float]

  struct Refused: Error, Equatable {
    let sentence: String
    init() { sentence = String(cString: evo_error()) }
  }

  /// - Parameters:
  ///   - width: numbers in an observation.
  ///   - actionWidth: numbers in an action; nil for choices.
  init(
    _ name: String, count: Int = 1, width: Int, actionWidth: Int?, autoreset: Int = EVO_DISABLED,
    stepLimit: Int32 = 0, threads: Int32 = 1, draws: Bool = false
  ) throws {
    handle = try Self.make(name) {
      $0.count = Int64(count)
      $0.autoreset = Int32(autoreset)
      $0.step_limit = stepLimit
      $0.threads = threads
      $0.draws = draws ? 1 : 0
    }
    self.count = count
    self.width = width
    choices = Array(repeating: 0, count: count)
    actions = Array(repeating: 0, count: count * (actionWidth ?? 0))
    observations = Array(repeating: .nan, count: count * width)
    finalObservations = observations
    rewards = Array(repeating: .nan, count: count)
    terminated = Array(repeating: 9, count: count)
    truncated = terminated
    isDiscrete = actionWidth == nil
  }

  private let isDiscrete: Bool

  deinit { evo_free(handle) }

  static func make(_ name: String, _ change: (inout evo_options) -> Void = { _ in }) throws
    -> OpaquePointer
  {
    var options = evo_options()
    change(&options)
    return try Repository.path.withCString { home in
      options.home = home
      guard let handle = evo_make(name, &options) else { throw Refused() }
      return handle
    }
  }

  static let EVO_DISABLED = 2

  func reset(seeds: [UInt64]? = nil, mask: [UInt8]? = nil) throws {
    let status =
      if let seeds {
        evo_reset(handle, seeds, mask, &observations)
      } else {
        evo_reset(handle, nil, mask, &observations)
      }
    guard status == 0 else { throw Refused() }
  }

  func step() throws {
    let status = choices.withUnsafeBytes { choices in
      actions.withUnsafeBytes { actions in
        observations.withUnsafeMutableBufferPointer { observations in
          rewards.withUnsafeMutableBufferPointer { rewards in
            terminated.withUnsafeMutableBufferPointer { terminated in
              truncated.withUnsafeMutableBufferPointer { truncated in
                finalObservations.withUnsafeMutableBufferPointer { last in
                  var buffers = evo_buffers(
                    actions: isDiscrete ? choices.baseAddress : actions.baseAddress,
                    observations: observations.baseAddress, rewards: rewards.baseAddress,
                    terminated: terminated.baseAddress, truncated: truncated.baseAddress,
                    final_observations: last.baseAddress)
                  return evo_step(handle, &buffers)
                }
              }
            }
          }
        }
      }
    }
    guard status == 0 else { throw Refused() }
  }

  func observation(_ index: Int) -> ArraySlice<Float> {
    observations[(index * width)..<((index + 1) * width)]
  }

  func picture(_ index: Int, width: Int, height: Int) throws -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: 3 * width * height)
    guard evo_render(handle, Int64(index), Int32(width), Int32(height), &pixels) == 0 else {
      throw Refused()
    }
    return pixels
  }
}
