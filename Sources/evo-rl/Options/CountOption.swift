import ArgumentParser

/// Refuses an option's value that is not a count.
func requireCount(_ value: Int, _ option: String, from first: Int = 1, upTo last: Int) throws {
  guard (first...last).contains(value) else {
    throw ValidationError("--\(option) \(value): expected a number from \(first) to \(last)")
  }
}
