import ArgumentParser
import EvoPlan

/// What carries messages between ranks that are planned for.
struct InterconnectOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the shortest message takes between two machines.", valueName: "time"))
  var latency = Latency(seconds: 25e-6)

  @Option(
    help: ArgumentHelp(
      "What a machine receives: Mb/s and Gb/s are bits, MB/s and GB/s bytes.", valueName: "rate"))
  var bandwidth = Bandwidth(bytes: 100e9 / 8)

  var interconnect: Interconnect {
    Interconnect(latency: latency.seconds, bandwidth: bandwidth.bytes)
  }
}

/// A time with its unit, as 25us.
struct Latency: ExpressibleByArgument {
  var seconds: Double

  private static let units = ["ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1]

  init(seconds: Double) { self.seconds = seconds }

  init?(argument: String) {
    guard let seconds = measured(argument, in: Self.units), seconds <= 10 else { return nil }
    self.seconds = seconds
  }

  var defaultValueDescription: String { "25us" }
}

/// A rate with its unit, as 100Gb/s.
struct Bandwidth: ExpressibleByArgument {
  /// Bytes a second.
  var bytes: Double

  private static let units = [
    "Mb/s": 1e6 / 8, "Gb/s": 1e9 / 8, "MB/s": 1e6, "GB/s": 1e9,
  ]

  init(bytes: Double) { self.bytes = bytes }

  init?(argument: String) {
    guard let bytes = measured(argument, in: Self.units), bytes > 0 else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String { "100Gb/s" }
}

/// A number, at least 0, with the longest unit that its text ends with.
private func measured(_ text: String, in units: [String: Double]) -> Double? {
  let unit = units.keys.filter { text.hasSuffix($0) }.max { $0.count < $1.count }
  guard let unit, let factor = units[unit], let number = Double(text.dropLast(unit.count)),
    number.isFinite, number >= 0
  else { return nil }
  return number * factor
}
