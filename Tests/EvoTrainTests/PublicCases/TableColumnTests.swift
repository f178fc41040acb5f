import EvoCore
import EvoTrain
import Testing

@Suite("Public cases: columns of tables")
struct TableColumnTests {
  private let text = """
    id,city,size,day,kind
    a1,Rome,small,2024-05-17,x
    a2,Paris,large,2024-05-18,y
    a3,Rome,medium,2000-01-01,x

    """

  @Test("words, sizes and dates become numbers as data.columns says")
  func meanings() throws {
    let data = try TableCase(text).load {
      $0.columns = [
        .init("id", .ignore), .init("city", .oneHot),
        .init("size", .ordinal(["small", "medium", "large"])), .init("day", .date),
      ]
    }
    // Paris, Rome, size, day, kind.
    #expect(
      data.allRows == [[0, 1, 0, 8903, 0], [0, 1, 1, 0, 0], [1, 0, 2, 8904, 1]])
    #expect(
      data.table?.features == [
        FeatureColumn(name: "city", source: 1, kind: .oneHot(["Paris", "Rome"])),
        FeatureColumn(name: "size", source: 2, kind: .ordinal(["small", "medium", "large"])),
        FeatureColumn(name: "day", source: 3, kind: .date),
      ])
    #expect(data.table?.answer == "kind" && data.featureCount == 4 && data.remarks == [])
  }

  @Test("a column of words or dates is refused with the key that reads it")
  func remedies() {
    #expect(
      TableCase(text).refusal { $0.columns = [.init("id", .ignore)] }
        == "F/x.csv:2: city: found 'Rome', expected a finite number; words are read with "
        + "data.columns: {city: one-hot}, or left out with ignore")
    #expect(
      TableCase("day,k\n2024-05-17,x\n2024-05-18,y\n").refusal()
        == "F/x.csv:2: day: found '2024-05-17', expected a finite number; dates are read with "
        + "data.columns: {day: date}")
    #expect(
      TableCase("a,k\nRome,x\n2,y\n").refusal().hasSuffix(
        "words are read with data.columns: {a: one-hot}, or left out with ignore"))
  }

  @Test("values in no order of their own are taken by their letters, which is said")
  func ordinalByLetters() throws {
    let data = try TableCase("size,k\nsmall,x\nlarge,y\nmedium,x\n").load {
      $0.columns = [.init("size", .ordinal([]))]
    }
    #expect(data.allRows == [[0, 1], [1, 0], [2, 0]])
    #expect(
      data.remarks == [
        "size: taken in the order large, medium, small; a list in data.columns gives another"
      ])
    #expect(
      TableCase("size,k\nsmall,x\nlarge,y\n").refusal {
        $0.columns = [.init("size", .ordinal(["small", "big"]))]
      } == "F/x.csv:3: size: found 'large', expected one of small, big")
  }

  @Test(
    "dates of several forms are days, and what is none is refused",
    arguments: [
      ("2024-05-17", 8903), ("2024/05/17", 8903), ("17.05.2024", 8903), ("1.1.2000", 0),
      ("1999-12-31", -1), ("2024-05-17T12:00:00Z", 8903.5), ("2024-05-17 18:00", 8903.75),
      ("2000-02-29", 59), ("1970-01-01", -10_957),
    ] as [(String, Float)])
  func dates(text: String, days: Float) throws {
    let data = try TableCase("d,k\n\(text),x\n2000-01-02,y\n").load {
      $0.columns = [.init("d", .date)]
    }
    #expect(data.allRows.map { $0[0] }.sorted() == [days, 1].sorted())
  }

  @Test(
    "a date that is none, or of nobody knows which month, is refused",
    arguments: [
      "5/6/2024", "2023-02-29", "2024-13-01", "yesterday", "2024-05-17 25:00", "24-05-17",
    ])
  func noDates(text: String) {
    #expect(
      TableCase("d,k\n\(text),x\n2000-01-02,y\n").refusal { $0.columns = [.init("d", .date)] }
        == "F/x.csv:2: d: found '\(text)', expected a date such as 2024-05-17")
  }

  @Test("a column says which rows are for the test")
  func split() throws {
    let text = "a,part,k\n1,train,x\n2,test,y\n3,Train,y\n4,TEST,x\n"
    let data = try TableCase(text).load { $0.split = "part" }
    #expect(data.train.count == 2 && data.test.count == 2)
    #expect(data.train.features == .floats([1, 3]) && data.test.features == .floats([2, 4]))
    #expect(
      TableCase("a,part,k\n1,train,x\n2,valid,y\n").refusal { $0.split = "part" }
        == "F/x.csv:3: part: found 'valid', expected train or test, as data.split asks for")
    #expect(
      TableCase("a,part,k\n1,train,x\n2,train,y\n").refusal { $0.split = "part" }
        == "F/x.csv: part: no row says 'test', and one at least is needed")
  }

  @Test("a column with two duties is refused, and so is a table without features")
  func duties() {
    let text = "a,b,k\n1,2,x\n3,4,y\n"
    #expect(
      TableCase(text).refusal { $0.columns = [.init("k", .oneHot)] }
        == "F/x.csv: data.columns: the column 'k' has the answers already; name it once")
    #expect(
      TableCase(text).refusal { $0.columns = [.init("a", .oneHot), .init("1", .ignore)] }
        == "F/x.csv: data.columns: the column 'a' is there twice; name it once")
    #expect(
      TableCase(text).refusal { $0.columns = [.init("c", .oneHot)] }
        == "F/x.csv: no column 'c' for data.columns; did you mean 'a'?")
    #expect(
      TableCase(text).refusal { $0.columns = [.init("a", .ignore), .init("b", .ignore)] }
        == "F/x.csv: no column is left to learn from; data.columns ignores them all")
  }

  @Test("the keys for tables read back as they were written")
  func roundTrip() throws {
    let yaml = """
      data:
        name: csv
        path: /x.csv
        label: 1
        header: true
        separator: semicolon
        decimal: comma
        missing: fill
        columns: {city: one-hot, 'my size': [S, M, '3'], day: date, 4: ignore, n: number, o: ordinal}
        split: part
      """
    let configuration = try TrainingConfiguration.decode(yaml: yaml, file: "x.yaml")
    #expect(configuration.data.label == "1")
    #expect(
      configuration.data.columns == [
        .init("city", .oneHot), .init("my size", .ordinal(["S", "M", "3"])), .init("day", .date),
        .init("4", .ignore), .init("n", .number), .init("o", .ordinal([])),
      ])
    #expect(
      try TrainingConfiguration.decode(yaml: configuration.yaml, file: "x.yaml") == configuration)
    let set = try TrainingConfiguration.decode(
      yaml: yaml, file: "x.yaml",
      overrides: ["data.columns={city: ignore}", "data.columns.day=date"])
    #expect(set.data.columns == [.init("city", .ignore), .init("day", .date)])
  }
}
