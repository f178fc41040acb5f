import EvoScience
import EvoWords

extension Findings {
  /// The findings as one JSON object; the pictures lie in `folder`.
  func json(_ name: String, in folder: String) -> String {
    var json = JSONObject()
    json.add("name", name)
    json.add("folder", folder)
    json.add(
      "rows",
      rows.map { row in
        var entry = JSONObject()
        entry.add("quantity", row.quantity)
        entry.add("expected", row.expected)
        entry.add("found", row.found)
        if let interval = row.interval {
          entry.add("low", interval.low)
          entry.add("high", interval.high)
        }
        if let count = row.count { entry.add("runs", count) }
        entry.add("verdict", row.verdict.rawValue)
        if !row.judgment.isEmpty { entry.add("judgment", row.judgment) }
        return entry
      })
    json.add("remarks", remarks)
    json.add("pictures", pictures.map { "\(folder)/\($0.name).png" })
    return json.text
  }
}
