/// Seeded damage to bytes.
extension [UInt8] {
  /// One to `edits` edits: a bit, a byte, a removed, doubled or moved stretch, or one of `fragments`
  /// in the place of one.
  mutating func mutate(
    _ random: inout SplitMix64, edits: Int = 4, fragments: [String]
  ) {
    for _ in 0..<Int.random(in: 1...edits, using: &random) { edit(&random, fragments) }
  }

  private mutating func edit(_ random: inout SplitMix64, _ fragments: [String]) {
    let place = Int.random(in: 0...count, using: &random)
    let end = Swift.min(count, place + Int.random(in: 0...12, using: &random))
    switch Int.random(in: 0..<6, using: &random) {
    case 0:
      if place < count { self[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
    case 1:
      if place < count { self[place] = .random(in: 0...255, using: &random) }
    case 2: removeSubrange(place..<end)
    case 3: insert(contentsOf: Array(self[place..<end]), at: place)
    case 4:
      let target = Int.random(in: 0...count, using: &random)
      insert(contentsOf: Array(self[place..<end]), at: target)
    default:
      let fragment = fragments[Int.random(in: fragments.indices, using: &random)]
      replaceSubrange(place..<end, with: fragment.utf8)
    }
  }
}
