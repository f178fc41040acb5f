import CKernels
import EvoCore
import EvoFiles
import EvoTrain
import EvoWords
import Glibc
import Synchronization

/// What a rank shows the others before anything else.
struct Passport {
  /// What all ranks must have alike, in lines.
  let mustAgree: [String]
  /// The machine, and what decides the last bits on it.
  let machine: String

  init() {
    let byteOrder = 1.littleEndian == 1 ? "little-endian" : "big-endian"
    var program = Checksum()
    // Nobody trains by a file that cannot be read; then the version speaks for it.
    let path = Whereabouts.executable ?? ""
    program.add((try? FileSystem.posix.readFile(path, limit: 1 << 30, copies: 1)) ?? [])
    mustAgree = [
      "evo-rl \(Version.text)", "\(Self.architecture), \(byteOrder)",
      "a binary with checksum \(program)",
    ]
    var name = utsname()
    uname(&name)
    let host = withUnsafeBytes(of: name.nodename) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    machine =
      "\(host)\n\(String(cString: ck_variant_name(ck_variant()))), OpenBLAS for \(LinearAlgebra.processor)"
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "another processor"
    #endif
  }
}

/// The machines of the ranks, once they are known.
final class Machines: Sendable {
  private let texts = Mutex<[String]>([])

  func set(_ texts: [String]) { self.texts.withLock { $0 = texts } }

  private var hosts: [(host: Substring, kind: Substring)] {
    texts.withLock { $0 }.map { text in
      let parts = text.split(separator: "\n", maxSplits: 1)
      return (parts.first ?? "", parts.last ?? "")
    }
  }

  /// The host of a rank; with the kind of processor where there are several.
  func place(of rank: Int) -> String? {
    let all = hosts
    guard rank < all.count else { return nil }
    return all.contains { $0.kind != all[0].kind }
      ? "\(all[rank].host), \(all[rank].kind)" : "\(all[rank].host)"
  }

  func neighbors(of rank: Int) -> Int {
    let all = hosts
    return rank < all.count ? all.count { $0.host == all[rank].host } : 1
  }

  var unlike: String? {
    let all = hosts
    guard let rank = all.firstIndex(where: { $0.kind != all[0].kind }) else { return nil }
    return "rank \(rank) (\(place(of: rank) ?? "")) computes otherwise than rank 0 "
      + "(\(place(of: 0) ?? "")): the last bits of walkers and landers may depend on which rank plays "
      + "an episode, and cma-es and xnes will stop"
  }
}
