import CKernels
import EvoTrain
import EvoWords
import Glibc

/// What the figures were measured on.
public struct Machine: Sendable {
  public let processor: String
  public let cores: Int
  /// The instruction set that the kernels use.
  public let kernels: String

  /// The machine that this process runs on.
  public init() {
    processor = Self.processorName() ?? "unknown processor"
    cores = ThreadWorkers.coreCount
    kernels = String(cString: ck_variant_name(ck_variant()))
  }

  public var json: JSONObject {
    var json = JSONObject()
    json.add("processor", processor)
    json.add("cores", cores)
    json.add("kernels", kernels)
    return json
  }

  private static func processorName() -> String? {
    lines(of: "/proc/cpuinfo").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { String($0.drop { $0 == " " }) }
  }
}

/// The lines of a text file, none if it cannot be read.
func lines(of path: String) -> [Substring] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&chunk, 1, chunk.count, file), count > 0 {
    bytes.append(contentsOf: chunk[..<count])
  }
  return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
}
