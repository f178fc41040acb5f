import EvoCore

/// A rank of a team has something else than rank 0, so that they would not train the same.
public struct TeamDifference: Error, Equatable, Sendable, CustomStringConvertible {
  public var rank: Int
  /// The machine of the rank, if the team knows it.
  public var place: String?
  /// What is different, such as the configuration.
  public var subject: String
  /// What rank 0 and the other rank have.
  public var first: String
  public var other: String

  public var description: String {
    "rank \(rank)\(place.map { " (\($0))" } ?? "") has another \(subject) than rank 0: "
      + "'\(other)' in place of '\(first)'; start every rank with the same program, files and options"
  }
}

extension Team {
  /// Makes sure that all ranks have the same as rank 0.
  ///
  /// - Parameters:
  ///   - lines: one after the other; the first that differs is named. Not asked for where a process
  ///     works alone.
  ///   - subject: what they are, in a word or two.
  /// - Throws: `TeamDifference`, in all ranks.
  public func requireSame(
    _ lines: @autoclosure () throws -> [String], _ subject: String
  ) throws {
    guard count > 1 else { return }
    let all = try together { Array(try lines().joined(separator: "\n").utf8) }
    guard let rank = all.firstIndex(where: { $0 != all[0] }) else { return }
    func parts(of rank: Int) -> [Substring] {
      String(decoding: all[rank], as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false)
    }
    let (first, other) = (parts(of: 0), parts(of: rank))
    let line = zip(first, other).enumerated().first { $1.0 != $1.1 }?.offset
    let index = line ?? min(first.count, other.count)
    func text(_ lines: [Substring]) -> String {
      index < lines.count ? lines[index].drop { $0 == " " }.description : "nothing"
    }
    throw TeamDifference(
      rank: rank, place: place(of: rank), subject: subject, first: text(first), other: text(other))
  }
}

/// A rank has come to another center than rank 0, which must never be.
public struct CenterDifference: Error, Equatable, Sendable, CustomStringConvertible {
  public var generation: Int
  public var rank: Int
  /// The machines of that rank and of rank 0, if the team knows them.
  public var place: String?
  public var first: String?

  public init(generation: Int, rank: Int, place: String?, first: String?) {
    self.generation = generation
    self.rank = rank
    self.place = place
    self.first = first
  }

  public var description: String {
    func words(_ place: String?) -> String { place.map { " (\($0))" } ?? "" }
    return
      "generation \(generation): rank \(rank)\(words(place)) has come to another center than rank 0"
      + "\(words(first)); cma-es, xnes and safe mutation need processors of one kind on all machines"
  }
}
