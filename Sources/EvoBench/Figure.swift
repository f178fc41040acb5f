import EvoWords

/// Repeated measurements of one quantity.
public struct Spread: Sendable, Equatable {
  public var median: Double
  public var low: Double
  public var high: Double

  /// - Parameter values: at least one.
  public init(_ values: [Double]) {
    let sorted = values.sorted()
    precondition(!sorted.isEmpty, "a spread needs a value")
    let middle = sorted.count / 2
    median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    low = sorted[0]
    high = sorted[sorted.count - 1]
  }

  /// A quantity that is known rather than measured.
  public init(exactly value: Double) { self.init([value]) }
}

/// What a figure should come to.
public enum Target: Sendable, Equatable {
  case atLeast(Double)
  case atMost(Double)

  public var bound: Double {
    switch self {
    case .atLeast(let bound), .atMost(let bound): bound
    }
  }

  public func isMet(by value: Double) -> Bool {
    switch self {
    case .atLeast(let bound): value >= bound
    case .atMost(let bound): value <= bound
    }
  }
}

/// One line of the result.
public struct Figure: Sendable, Equatable {
  public var name: String
  /// Without a scale: "steps/s", "FLOP/s", "s", "B"; empty for a ratio.
  public var unit: String
  public var spread: Spread
  public var target: Target?
  /// The median as a share of the machine's fused multiply-add peak.
  public var shareOfPeak: Double?

  public init(
    _ name: String, _ unit: String, _ spread: Spread, target: Target? = nil,
    shareOfPeak: Double? = nil
  ) {
    self.name = name
    self.unit = unit
    self.spread = spread
    self.target = target
    self.shareOfPeak = shareOfPeak
  }

  public var json: JSONObject {
    var json = JSONObject()
    json.add("name", name)
    json.add("unit", unit)
    json.add("median", spread.median)
    json.add("min", spread.low)
    json.add("max", spread.high)
    if let shareOfPeak { json.add("share_of_peak", shareOfPeak) }
    if let target {
      if case .atLeast(let bound) = target { json.add("target_at_least", bound) }
      if case .atMost(let bound) = target { json.add("target_at_most", bound) }
      json.add("target_met", target.isMet(by: spread.median))
    }
    return json
  }
}

/// The figures of one group.
public struct Section: Sendable, Equatable {
  public var group: BenchGroup
  public var figures: [Figure]
  /// What has to be known to read the figures.
  public var notes: [String]

  public init(_ group: BenchGroup, _ figures: [Figure], notes: [String] = []) {
    self.group = group
    self.figures = figures
    self.notes = notes
  }

  public var json: JSONObject {
    var json = JSONObject()
    json.add("group", group.rawValue)
    json.add("figures", figures.map(\.json))
    json.add("note", notes.joined(separator: "; "))
    return json
  }
}
