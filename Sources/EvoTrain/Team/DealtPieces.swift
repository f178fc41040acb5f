import FoundationEssentials

/// Work in pieces that have nothing to do with each other, such as trainings with several seeds.
///
/// The pieces are dealt out like cards, so who does which is known beforehand. Within a piece a rank is
/// alone: it does not know of the team.
extension Team {
  /// The pieces of this rank among `0..<pieces`.
  package func hand(of pieces: Int) -> [Int] {
    Array(stride(from: rank, to: pieces, by: count))
  }

  /// Does every piece in one of the ranks and hands around what came out.
  ///
  /// - Parameter body: does the pieces with these numbers, and gives what each came to, in their order.
  /// - Returns: what all pieces came to, in their order.
  /// - Throws: as `together` does.
  package func deal<Outcome: Codable>(
    _ pieces: Int, _ body: (_ hand: [Int]) throws -> [Outcome]
  ) throws -> [Outcome] {
    guard count > 1 else { return try body(hand(of: pieces)) }
    let messages = try together { Array(try Self.encoder.encode(try body(hand(of: pieces)))) }
    let hands = try messages.enumerated().map { rank, message in
      let hand = try? Self.decoder.decode([Outcome].self, from: Data(message))
      let expected = (pieces - rank + count - 1) / count
      guard let hand, hand.count == expected else { throw TeamFailure.otherTask(rank: rank) }
      return hand
    }
    return (0..<pieces).map { hands[$0 % count][$0 / count] }
  }

  private static var infinity: String { "inf" }
  private static var nan: String { "nan" }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity, negativeInfinity: "-" + infinity, nan: nan)
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinity, negativeInfinity: "-" + infinity, nan: nan)
    return decoder
  }
}
