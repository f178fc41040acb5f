/// Keeps at most `count` evenly spaced elements of a sequence whose length is not known, by keeping
/// every element, then every second, every fourth, and so on.
struct EvenlySpaced<Element> {
  private let count: Int
  private var kept: [Element] = []
  private var spacing = 1
  private var offered = 0

  init(count: Int) { self.count = count }

  mutating func offer(_ make: () -> Element) {
    defer { offered += 1 }
    guard count > 0, offered.isMultiple(of: spacing) else { return }
    if kept.count == 2 * count {
      kept = kept.indices.filter { $0.isMultiple(of: 2) }.map { kept[$0] }
      spacing *= 2
      guard offered.isMultiple(of: spacing) else { return }
    }
    kept.append(make())
  }

  /// The first and the last kept element and others evenly between them.
  var elements: [Element] {
    guard kept.count > count, count > 1 else { return Array(kept.prefix(count)) }
    return (0..<count).map { kept[$0 * (kept.count - 1) / (count - 1)] }
  }
}
