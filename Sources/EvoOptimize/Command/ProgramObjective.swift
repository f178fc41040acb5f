import EvoCore
import EvoTrain
import EvoWords

/// A value that another program is given.
public enum ProgramValue: Sendable, Equatable {
  case number(Double)
  case whole(Int)
  /// One of some words, as a shell and as JSON have it.
  case choice(word: String, json: String)
  case list([Int])

  /// In the line of a command.
  var word: String {
    switch self {
    case .number(let value): "\(value)"
    case .whole(let value): "\(value)"
    case .choice(let word, _): word
    case .list(let values): values.map(String.init).joined(separator: ",")
    }
  }

  package var json: String {
    switch self {
    case .number(let value): JSONObject.number(value)
    case .whole(let value): "\(value)"
    case .choice(_, let json): json
    case .list(let values): "[" + values.map(String.init).joined(separator: ",") + "]"
    }
  }
}

/// What a program is asked for: a value for each name, nil where it does not count.
public typealias ProgramPoint = [ProgramValue?]

/// Hears of every value as soon as it is known, or why there is none.
public typealias ProgramObserver = (_ point: Int, _ result: Result<Double, CommandError>) throws
  -> Void

/// A function that other programs compute.
public protocol ProgramObjective {
  /// - Returns: a value for each point, or why there is none.
  /// - Throws: `Interrupted` as soon as `interrupt` asks, and what `observe` throws.
  func values(
    of points: [ProgramPoint], interrupt: Interrupt, observe: ProgramObserver
  ) throws -> [Result<Double, CommandError>]
}

extension ProgramObjective {
  /// - Returns: a value for each vector, or why there is none.
  /// - Throws: `Interrupted` as soon as `interrupt` asks.
  public func values(
    of vectors: Vectors, interrupt: Interrupt
  ) throws -> [Result<Double, CommandError>] {
    let points = (0..<vectors.count).map { vectors[$0].map { ProgramValue?.some(.number($0)) } }
    return try values(of: points, interrupt: interrupt) { _, _ in }
  }
}
