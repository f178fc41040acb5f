import EvoCore
import EvoWords
import FoundationEssentials

/// How a table was read, in the metadata of a file. Columns are counted from 1.
extension TableRecord {
  var json: JSONObject {
    var json = JSONObject()
    json.add("header", hasHeader)
    json.add("columns", columnCount)
    json.add("answer", answer)
    json.add("answer_column", answerColumn + 1)
    json.add("contents", String(contents, radix: 16))
    json.add("features", features.map(\.json))
    return json
  }

  private struct Record: Decodable {
    struct Feature: Decodable {
      let name: String
      let column: Int
      let kind: String
      let values: [String]?
      let fill: Float?
    }

    let header: Bool
    let columns: Int
    let answer: String
    let answer_column: Int
    let contents: String
    let features: [Feature]
  }

  /// Reads what `json` writes; nil for everything else.
  init?(json text: String) {
    guard let record = try? JSONDecoder().decode(Record.self, from: Data(text.utf8)),
      let contents = UInt32(record.contents, radix: 16),
      (1...record.columns).contains(record.answer_column)
    else { return nil }
    var features: [FeatureColumn] = []
    for feature in record.features {
      guard let kind = FeatureColumn.Kind(name: feature.kind, values: feature.values),
        (1...record.columns).contains(feature.column)
      else { return nil }
      features.append(
        FeatureColumn(
          name: feature.name, source: feature.column - 1, kind: kind, fill: feature.fill))
    }
    self.init(
      hasHeader: record.header, columnCount: record.columns, answer: record.answer,
      answerColumn: record.answer_column - 1, features: features, contents: contents)
  }
}

extension FeatureColumn {
  fileprivate var json: JSONObject {
    var json = JSONObject()
    json.add("name", name)
    json.add("column", source + 1)
    switch kind {
    case .number: json.add("kind", "number")
    case .date: json.add("kind", "date")
    case .oneHot(let values):
      json.add("kind", "one-hot")
      json.add("values", values)
    case .ordinal(let values):
      json.add("kind", "ordinal")
      json.add("values", values)
    }
    if let fill { json.add("fill", Double("\(fill)")) }
    return json
  }
}

extension FeatureColumn.Kind {
  fileprivate init?(name: String, values: [String]?) {
    switch (name, values) {
    case ("number", nil): self = .number
    case ("date", nil): self = .date
    case ("one-hot", let values?): self = .oneHot(values)
    case ("ordinal", let values?): self = .ordinal(values)
    default: return nil
    }
  }
}
