import Foundation

/// Single steps of a Gymnasium environment, one per row, as `Golden/regenerate.py` wrote them.
///
/// Every state is made of float32 numbers, so an environment here can start from exactly the state
/// that Gymnasium started from.
struct GoldenSteps {
  struct Row {
    var state: [Float]
    /// The index of the choice when discrete, else one number per component, possibly out of bounds.
    var action: [Float]
    /// The observation after the step.
    var observation: [Float]
    var reward: Float
    var terminated: Bool
  }

  let rows: [Row]

  /// Reads `Golden/<name>.steps`, where `name` is the environment's name in the catalogue.
  init(_ name: String) throws {
    try self.init(data: Data(contentsOf: goldenFile("\(name).steps")), name: name)
  }

  /// Reads the bytes of a file called `name`: "GOLD", four uint32 (rows and the widths of state,
  /// action and observation), then the rows in float32, all little-endian.
  init(data: Data, name: String) throws {
    let words = data.dropFirst(4).withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
      }
    }
    guard data.starts(with: "GOLD".utf8), data.count.isMultiple(of: 4), words.count >= 4 else {
      throw GoldenError.notGolden(name)
    }
    let widths = words[1...3].map { Int($0) }
    let rowWidth = widths.reduce(2, +)
    guard words.count - 4 == Int(words[0]) * rowWidth else {
      throw GoldenError.wrongLength(
        name, expected: Int(words[0]) * rowWidth, found: words.count - 4)
    }
    rows = stride(from: 4, to: words.count, by: rowWidth).map { start in
      var rest = words[start..<start + rowWidth].map { Float(bitPattern: $0) }[...]
      func next(_ count: Int) -> [Float] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      return Row(
        state: next(widths[0]), action: next(widths[1]), observation: next(widths[2]),
        reward: next(1)[0], terminated: next(1)[0] != 0)
    }
  }
}

/// What Gymnasium registers about an environment, and what 2,000 of its resets look like.
struct GoldenCard: Decodable {
  /// The observations of resets, component by component.
  struct Resets: Decodable {
    var count: Int
    var min: [Float]
    var max: [Float]
    var mean: [Float]
    var standardDeviation: [Float]
  }

  /// Gymnasium's name, such as "CartPole-v1".
  var id: String
  var maxEpisodeSteps: Int
  /// The mean return at which Gymnasium calls the task solved; it names none for the pendulum.
  var rewardThreshold: Float?
  /// Inclusive bounds; nil where unbounded.
  var observationLow: [Float?]
  var observationHigh: [Float?]
  /// The number of choices; nil when the action is continuous.
  var actionCount: Int?
  var actionLow: [Float]?
  var actionHigh: [Float]?
  var resets: Resets

  /// Every card by the environment's name in the catalogue.
  static func all() throws -> [String: GoldenCard] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      [String: GoldenCard].self, from: Data(contentsOf: goldenFile("cards.json")))
  }
}

enum GoldenError: Error, Equatable {
  case missing(String)
  case notGolden(String)
  case wrongLength(String, expected: Int, found: Int)
}

private func goldenFile(_ name: String) throws -> URL {
  guard let folder = Bundle.module.resourceURL else { throw GoldenError.missing(name) }
  return folder.appendingPathComponent("Golden").appendingPathComponent(name)
}
