import CZlib
import EvoCore

/// A CRC-32 that tells files, samples and states apart; no guard against forgery.
public struct Checksum: Sendable, Equatable, CustomStringConvertible {
  public private(set) var value: UInt32 = 0

  public init() {}

  public mutating func add<Element: BitwiseCopyable>(_ elements: [Element]) {
    // zlib begins anew where there are no bytes.
    guard !elements.isEmpty else { return }
    elements.withUnsafeBytes { bytes in
      value = UInt32(
        truncatingIfNeeded: crc32_z(
          UInt(value), bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count))
    }
  }

  /// All numbers of the samples.
  mutating func add(_ samples: Samples) {
    switch samples.features {
    case .bytes(let bytes): add(bytes)
    case .floats(let floats): add(floats)
    }
    switch samples.answers {
    case .labels(let labels): add(labels)
    case .targets(let targets): add(targets)
    }
  }

  public var description: String { String(value, radix: 16) }
}
