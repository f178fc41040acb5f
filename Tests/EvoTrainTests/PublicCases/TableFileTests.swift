import EvoCore
import EvoTrain
import Testing

@Suite("Public cases: tables")
struct TableFileTests {
  // MARK: Classes

  @Test("classes that are numbers and words have one order: numbers by size, then words")
  func mixedClasses() throws {
    let rows = ["9", "10", "1a", "b", "2", "1a", "9", "10", "-1", "1e1"]
    for turn in rows.indices {
      let turned = rows[turn...] + rows[..<turn]
      let text = "f,kind\n" + turned.enumerated().map { "\($0),\($1)\n" }.joined()
      #expect(
        try TableCase(text).load().task
          == .classification(["-1", "2", "9", "10", "1e1", "1a", "b"]))
    }
  }

  @Test(
    "an answer that is missing is refused with line and column, or its row dropped",
    arguments: ["", "NA", "nan", "NaN", "N/A", "#NA", "<NA>", "null", "?", "\"\""])
  func missingAnswer(cell: String) throws {
    let text = "a,b,kind\n1,2,x\n3,4,\(cell)\n5,6,y\n7,8,x\n"
    let shown = cell == "\"\"" ? "" : cell
    #expect(
      TableCase(text).refusal()
        == "F/x.csv:3: kind: found '\(shown)', expected an answer; fill it in, remove the row, or "
        + "leave out such rows with data.missing: drop")
    #expect(TableCase(text).refusal { $0.missing = .fill }.hasPrefix("F/x.csv:3: kind: found"))
    let dropped = try TableCase(text).load { $0.missing = .drop }
    #expect(dropped.classes == ["x", "y"])
    #expect(dropped.allRows == [[1, 2, 0], [5, 6, 1], [7, 8, 0]])
    #expect(
      dropped.remarks.first?.hasSuffix("1 of 4 rows have missing cells and are left out") == true)
  }

  @Test(
    "a feature that is missing is refused, dropped, or filled with the mean of the training part")
  func missingFeature() throws {
    let text = "a,part,kind\n1,train,x\n3,train,y\nNA,train,x\n,test,y\n9,test,x\n"
    #expect(
      TableCase(text).refusal { $0.split = "part" }
        == "F/x.csv:4: a: found 'NA', expected a finite number; data.missing: drop leaves out such "
        + "rows, and fill puts the column's mean there")
    let dropped = try TableCase(text).load {
      $0.split = "part"
      $0.missing = .drop
    }
    #expect(dropped.allRows == [[1, 0], [3, 1], [9, 0]])
    let filled = try TableCase(text).load {
      $0.split = "part"
      $0.missing = .fill
    }
    #expect(filled.allRows == [[1, 0], [2, 0], [2, 1], [3, 1], [9, 0]])
    #expect(filled.table?.features == [FeatureColumn(name: "a", source: 0, kind: .number, fill: 2)])
  }

  @Test("as many classes as rows are refused: it is a number that is to be predicted")
  func everyRowItsOwnClass() throws {
    let numbers = "a,price\n" + (0..<90).map { "\($0 % 7),\($0).5\n" }.joined()
    #expect {
      try TableCase(numbers).load()
    } throws: { error in
      "\(error)".contains("price: 90 classes in 90 rows") && "\(error)".contains("to mse")
    }
    let few = "a,kind\n" + (0..<90).map { "\($0 % 7),\($0 % 3)\n" }.joined()
    #expect(try TableCase(few).load().remarks == [])
  }

  // MARK: Header

  @Test("a first row that is unlike the rows below it is a question, and data.header answers it")
  func headerOfYears() throws {
    let way = "; set data.header to true if the first row holds names, or to false if it holds data"
    let cases: [(text: String, sentence: String)] = [
      (
        "2019,2020,label\n1,2,a\n3,4,b\n5,6,a\n",
        "'label' in the first row is not met again in its column"
      ),
      ("2019,2020,label\n1,2,0\n3,4,1\n5,6,0\n", "'label' in the first row stands over numbers"),
      ("1,x\n2,3\n", "'x' in the first row stands over numbers"),
      ("year,2020,0\n1,2,0\n3,4,1\n5,6,0\n", "'year' in the first row stands over numbers"),
      ("2019,2020,2021\n1,2,0\n3,4,1\n5,6,0\n", "the first row counts up from 2019"),
      ("0,1,2,3\n.5,.1,.2,1\n.2,.3,.4,0\n.3,.2,.1,1\n", "the first row counts up from 0"),
      (
        "1990,2000,2020\n1,2,0\n3,4,1\n5,6,0\n2,1,1\n",
        "the numbers of the first row are far from all below them"
      ),
    ]
    for (text, sentence) in cases {
      #expect(TableCase(text).refusal() == "F/x.csv:1: " + sentence + way)
      let named = try? TableCase(text).load { $0.header = true }
      let rowCount = text.split(separator: "\n").count
      if rowCount > 2 { #expect(named?.allRows.count == rowCount - 1) }
    }
    let years = try TableCase(cases[0].text).load { $0.header = true }
    #expect(years.classes == ["a", "b"])
    #expect(years.table?.features.map(\.name) == ["2019", "2020"])
    #expect(try TableCase(cases[0].text).load { $0.header = false }.classes == ["a", "b", "label"])
  }

  @Test("a first row that could be a row is data, and a first row of words is a header")
  func plainFirstRows() throws {
    #expect(try TableCase("1,2,a\n3,4,b\n5,6,a\n").load().allRows.count == 3)
    #expect(try TableCase("1,2,3\n2,3,4\n3,4,5\n").load().allRows.count == 3)
    #expect(try TableCase("1,2,0\n2000,1,1\n3,1000,0\n4,5,1\n9,9,0\n").load().allRows.count == 5)
    #expect(try TableCase("a,b,kind\n3,4,b\n5,6,a\n").load().allRows.count == 2)
    let words = "red,yes\nblue,no\nred,no\nblue,yes\n"
    let data = try TableCase(words).load { $0.columns = [.init("1", .oneHot)] }
    #expect(data.allRows.count == 4)
  }

  @Test("a column that is asked for by name makes the first row a header")
  func namedColumnOfNumbers() throws {
    let text = "2019,2020,2050\n1,2,0\n3,4,1\n5,6,0\n"
    let data = try TableCase(text).load { $0.label = "2050" }
    #expect(data.table?.answer == "2050" && data.allRows.count == 3)
  }

  @Test("two columns of one name are refused, unless one is left out")
  func twoColumnsOfOneName() throws {
    let text = "kind,size,kind\n0,1.5,cat\n1,2.5,dog\n0,3.5,cat\n"
    #expect(
      TableCase(text).refusal()
        == "F/x.csv: the columns 1 and 3 are both called 'kind'; rename one, or leave it out with "
        + "data.columns: {3: ignore}")
    let data = try TableCase(text).load {
      $0.label = "3"
      $0.columns = [.init("1", .ignore)]
    }
    #expect(data.allRows == [[1.5, 0], [2.5, 1], [3.5, 0]])
  }

  @Test("the label may be a number of a column, with and without a header")
  func labelByNumber() throws {
    for text in ["x,1,2\ny,3,4\nx,5,6\n", "kind,a,b\nx,1,2\ny,3,4\nx,5,6\n"] {
      let data = try TableCase(text).load { $0.label = "1" }
      #expect(data.classes == ["x", "y"])
      #expect(data.allRows == [[1, 2, 0], [3, 4, 1], [5, 6, 0]])
    }
    #expect(
      TableCase("x,1\ny,3\nx,4\n").refusal { $0.label = "3" }
        == "F/x.csv: no column '3' for data.label: write a number from 1 to 2, because the first row "
        + "is no header")
  }

  // MARK: Cells

  @Test("blanks around quotes do not count, and what goes on behind a closing quote is refused")
  func blanksAroundQuotes() throws {
    let data = try TableCase("1, \"yes\" ,2\n2,\"yes\"\t,3\n3, \"n,\"\"o\"\"\",4\n").load {
      $0.label = "2"
    }
    #expect(data.classes == ["n,\"o\"", "yes"])
    #expect(
      TableCase("1,\"a\"b\n2,a\n").refusal()
        == "F/x.csv:1: column 2: the cell goes on behind its closing quote; double the quotes inside "
        + "a quoted cell")
  }

  @Test("semicolons and tabs separate cells as well, and a decimal comma is asked for")
  func semicolons() throws {
    let expected: [[Float]] = [[1.5, 2, 0], [2.5, 3, 1]]
    #expect(try TableCase("a;b;k\n1.5;2;x\n2.5;3;y\n").load().allRows == expected)
    #expect(try TableCase("a\tb\tk\n1.5\t2\tx\n2.5\t3\ty\n").load().allRows == expected)
    #expect(try TableCase("\"a;b\",b,k\n1.5,2,x\n2.5,3,y\n").load().allRows == expected)
    let commas = TableCase("a;b;k\n1,5;2;x\n2,5;3;y\n")
    #expect(
      commas.refusal()
        == "F/x.csv:2: a: found '1,5', expected a finite number; decimals behind a comma are read "
        + "with data.decimal: comma")
    #expect(try commas.load { $0.decimal = .comma }.allRows == expected)
    #expect(
      TableCase("a|b|k\n1|2|x\n2|3|y\n").refusal()
        == "F/x.csv: found one column, expected at least one feature and the label; cells are "
        + "separated by commas, semicolons or tabs")
  }

  @Test("line breaks of all systems, a byte-order mark and empty lines change nothing")
  func lineBreaks() throws {
    for end in ["\n", "\r\n", "\r"] {
      let text = "\u{FEFF}a,k" + end + "1,x" + end + end + "2,\"y" + end + "z\"" + end + "3,x"
      #expect(try TableCase(text).load().allRows == [[1, 0], [2, 1], [3, 0]])
      #expect(TableCase(text + end + "q,x").refusal().hasPrefix("F/x.csv:7: a: found 'q'"))
    }
  }

  @Test(
    "hexadecimal digits, infinities and thousands are no numbers",
    arguments: ["0x10", "inf", "1 000", "1e999"])
  func oddNumbers(cell: String) {
    #expect(
      TableCase("a,k\n\(cell),x\n2,y\n").refusal().hasPrefix(
        "F/x.csv:2: a: found '\(cell)', expected a finite number"))
  }

  // MARK: Sizes

  @Test("a cell or a row without end is refused with its place")
  func limits() {
    let long = String(repeating: "a", count: 1 << 17)
    #expect(
      TableCase("a,k\n1,x\n2,\"\(long)\"\n").refusal()
        == "F/x.csv:3: column 2: the cell has more than 65536 bytes; is a quote missing?")
    #expect(
      TableCase("a,k\n1,x\n\(long),x\n").refusal()
        == "F/x.csv:3: column 1: the cell has more than 65536 bytes; is a quote missing?")
    let wide = String(repeating: "1,", count: 100_000) + "x\n"
    #expect(
      TableCase(wide + wide).refusal()
        == "F/x.csv:1: the row has more than 65536 cells, which is the limit")
  }

  @Test("text of several gzip members is read whole")
  func gzipMembers() throws {
    // (printf 'a,k\n1,x\n' | gzip -n; printf '2,y\n3,x\n' | gzip -n) > x.csv.gz
    let members: [[UInt8]] = [
      [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4b, 0xd4, 0xc9, 0xe6, 0x32,
        0xd4, 0xa9, 0xe0, 0x02, 0x00, 0x3c, 0xf1, 0x0e, 0x27, 0x08, 0x00, 0x00, 0x00,
      ],
      [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x33, 0xd2, 0xa9, 0xe4, 0x32,
        0xd6, 0xa9, 0xe0, 0x02, 0x00, 0x02, 0x6e, 0xb0, 0x18, 0x08, 0x00, 0x00, 0x00,
      ],
    ]
    let expected: [[Float]] = [[1, 0], [2, 1], [3, 0]]
    #expect(
      try TableCase(bytes: members[0] + members[1], name: "x.csv.gz").load().allRows == expected)
    let padded = members[0] + members[1] + [UInt8](repeating: 0, count: 512)
    #expect(try TableCase(bytes: padded, name: "x.csv.gz").load().allRows == expected)
    #expect(
      TableCase(bytes: members[0] + members[1].dropLast(6), name: "x.csv.gz").refusal()
        == "F/x.csv.gz: the compressed file is cut short; download or copy it again")
    #expect(
      TableCase(bytes: members[0] + [1, 2, 3], name: "x.csv.gz").refusal()
        == "F/x.csv.gz: damaged gzip data; download or copy it again")
  }
}
