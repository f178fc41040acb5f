/// The order of classes and categories: numbers by their size, then words by their letters. It is
/// total, so that every process gets the same.
enum ValueOrder {
  static func sorted(_ values: some Sequence<String>) -> [String] {
    Set(values).map { (value: $0, number: number($0)) }.sorted(by: precedes).map(\.value)
  }

  private typealias Entry = (value: String, number: Double?)

  private static func number(_ text: String) -> Double? {
    Double(text).flatMap { $0.isNaN ? nil : $0 }
  }

  private static func precedes(_ first: Entry, _ second: Entry) -> Bool {
    switch (first.number, second.number) {
    case (let a?, let b?) where a != b: a < b
    case (nil, _?): false
    case (_?, nil): true
    default: first.value < second.value
    }
  }
}
