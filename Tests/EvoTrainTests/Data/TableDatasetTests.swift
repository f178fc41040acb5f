import EvoCore
import EvoFiles
import EvoTrain
import Testing

@Suite("Tables in CSV files")
struct TableDatasetTests {
  private func load(
    _ text: String, loss: Loss = .crossEntropy, label: String? = nil, fraction: Double = 0.5,
    seed: UInt64 = 0
  ) throws -> Dataset {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "x.csv")
    var configuration = DataConfiguration()
    configuration.name = .csv
    configuration.path = folder("x.csv")
    configuration.label = label
    configuration.testFraction = fraction
    configuration.seed = seed
    do { return try DatasetCatalog.load(configuration, loss: loss) } catch let error as DatasetError
    {
      throw Refusal(text: error.description.replacing(folder.path, with: "F"))
    }
  }

  private struct Refusal: Error { let text: String }

  private func message(
    _ text: String, loss: Loss = .crossEntropy, label: String? = nil
  ) -> String? {
    #expect(throws: Refusal.self) { try load(text, loss: loss, label: label) }?.text
  }

  /// All samples, train and test, as rows of features and answer, sorted.
  private func rows(_ data: Dataset) -> [[Float]] {
    [data.train, data.test].flatMap { samples -> [[Float]] in
      guard case .floats(let values) = samples.features else { return [] }
      return (0..<samples.count).map { i in
        let answer: Float =
          switch samples.answers {
          case .labels(let labels): Float(labels[i])
          case .targets(let targets): targets[i]
          }
        let width = samples.featureCount
        return Array(values[i * width..<(i + 1) * width]) + [answer]
      }
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  @Test("with and without a header, quotes, spaces, CRLF and blank lines, the same numbers arrive")
  func golden() throws {
    let expected: [[Float]] = [[1, 2.5, 0], [3, -4, 1], [5e2, 6, 0]]
    for text in [
      "1,2.5,cat\n3,-4,dog\n500,6,cat\n",
      "w,h,kind\r\n1, 2.5 ,cat\r\n\r\n3,-4,\"dog\"\r\n5e2,6,cat",
      "\u{FEFF}\"w, in m\",h,kind\n1,2.5,cat\n3,\"-4\",dog\n5e2,6,\"cat\"\n\n",
    ] {
      let data = try load(text)
      #expect(data.task == .classification(["cat", "dog"]))
      #expect(rows(data) == expected)
    }
    let quoted = try load("a,kind\n1,\"say \"\"hi\"\",\nagain\"\n2,b\n")
    #expect(quoted.task == .classification(["b", "say \"hi\",\nagain"]))
  }

  @Test(
    "the label is the last column or the one that is named; numbers as classes keep their order")
  func label() throws {
    let text = "kind,a,b\n10,1,2\n9,3,4\n10,5,6\n"
    let named = try load(text, label: "kind")
    #expect(named.task == .classification(["9", "10"]))
    #expect(rows(named) == [[1, 2, 1], [3, 4, 0], [5, 6, 1]])
    #expect(try load(text).task == .classification(["2", "4", "6"]))
  }

  @Test("a regression keeps its targets and knows their mean and deviation in the training part")
  func regression() throws {
    let data = try load(DataSample.table(rows: 100), loss: .meanSquaredError, fraction: 0.2)
    #expect(data.train.count == 80 && data.test.count == 20)
    guard case .regression("y", let mean, let deviation) = data.task,
      case .targets(let targets) = data.train.answers
    else {
      Issue.record("\(data.task)")
      return
    }
    let expected = targets.reduce(0, +) / 80
    #expect(abs(mean - expected) < 1e-3)
    let variance = targets.reduce(0) { $0 + ($1 - expected) * ($1 - expected) } / 80
    #expect(abs(deviation - variance.squareRoot()) < 1e-4)
    #expect(data.head == .value(mean: mean, deviation: deviation))
  }

  @Test("which rows are for the test depends on the seed alone, and every row is somewhere")
  func split() throws {
    let text = DataSample.table(rows: 50)
    let first = try load(text, label: "above")
    #expect(try load(text, label: "above") == first)
    let second = try load(text, label: "above", seed: 1)
    #expect(second != first)
    #expect(rows(second) == rows(first))
    #expect(try load(text, label: "above", fraction: 0.001).test.count == 1)
    #expect(try load(text, label: "above", fraction: 0.999).train.count == 1)
  }

  @Test("what is wrong is named with its line and column")
  func refusals() {
    let cases: [(String, String)] = [
      ("", "F/x.csv: found 0 rows of data, expected at least 2, one to train and one to test on"),
      ("a,b\n1,2\n", "F/x.csv: found 1 rows of data"),
      ("1,x\n2,y\n3\n", "F/x.csv:3: found 1 cells, expected 2 as in the first row"),
      ("a,k\n1,x\nfoo,y\n", "F/x.csv:3: a: found 'foo', expected a finite number"),
      ("1,x\nnan,x\n", "F/x.csv:2: column 1: found 'nan', expected a finite number"),
      ("1,x\n,x\n", "F/x.csv:2: column 1: found '', expected a finite number"),
      ("1,x\n2,\"y\n", "F/x.csv:2: a quoted cell begins here and does not end"),
      ("1\n2\n", "F/x.csv: found one column, expected at least one feature and the label"),
      ("1,x\n2,x\n", "F/x.csv: column 2: found 1 different labels, expected 2 to 1000"),
    ]
    for (text, sentence) in cases {
      #expect(message(text)?.hasPrefix(sentence) == true, "\(message(text) ?? "")")
    }
    #expect(
      message("width,kind\n1,x\n2,y\n", label: "widht")
        == "F/x.csv: no column 'widht' for data.label; did you mean 'width'?")
    #expect(
      message("width,kind\n1,x\n2,y\n", label: "color")
        == "F/x.csv: no column 'color' for data.label; there are width, kind")
    #expect(
      message("1,x\n2,x\n", label: "kind")
        == "F/x.csv: no column 'kind' for data.label: write a number from 1 to 2, because the first "
        + "row is no header")
    #expect(
      message("1,2\n2,2\n", loss: .meanSquaredError)
        == "F/x.csv: column 2: every target is the same, so there is nothing to predict")
    #expect(
      message("1,3\n2,x\n", loss: .meanSquaredError)
        == "F/x.csv:2: column 2: found 'x', expected a finite number")
    let many = (0..<1001).map { "1,\($0)" }.joined(separator: "\n")
    #expect(
      message(many)?.hasSuffix("to predict a number, set objective.loss to mse") == true)
  }

  @Test(
    "a data set of classes cannot have the squared error for its loss, and a path may be needed")
  func configuration() {
    var configuration = DataConfiguration()
    configuration.name = .mnist1D
    #expect(throws: DatasetError.lossDoesNotFit(dataset: "mnist-1d", loss: "mse")) {
      try DatasetCatalog.load(configuration, loss: .meanSquaredError)
    }
    for name in [DataConfiguration.Name.csv, .mnist] {
      configuration.name = name
      #expect(throws: DatasetError.self) {
        try DatasetCatalog.load(configuration, loss: .crossEntropy)
      }
    }
    configuration.path = "/nonexistent/x.csv"
    configuration.name = .csv
    #expect(throws: DatasetError.noFile(path: "/nonexistent/x.csv")) {
      try DatasetCatalog.load(configuration, loss: .crossEntropy)
    }
  }
}
