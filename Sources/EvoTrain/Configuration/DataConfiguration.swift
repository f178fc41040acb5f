import EvoCore
import EvoYAML

/// The `data` section: the data set that a training without an environment learns from.
public struct DataConfiguration: Equatable, Sendable {
  public enum Name: String, CaseIterable, Sendable {
    case fashionMNIST = "fashion-mnist"
    case mnist
    case mnist1D = "mnist-1d"
    case digits
    case csv
  }

  /// nil when the training is in an environment.
  public var name: Name?
  /// The folder of IDX files, or the CSV file; nil for the place where a package puts it.
  public var path: String?
  /// The CSV column with the answers, by its name or its number from 1 on; nil for the last.
  public var label: String?
  /// Whether the first row of a CSV file holds the names of the columns; nil to find out.
  public var header: Bool?
  /// What stands between the cells of a CSV file; nil to find out.
  public var separator: Separator?
  /// What stands before the decimals of a number in a CSV file.
  public var decimal = DecimalMark.point
  /// What is done about missing cells of a CSV file.
  public var missing = MissingCells.refuse
  /// What the cells of CSV columns mean, where they are not plain numbers; columns by name or number.
  public var columns: [ColumnUse] = []
  /// The CSV column that says `train` or `test` of every row; nil to draw the test rows.
  public var split: String?
  /// Samples to make (MNIST-1D only).
  public var samples = 5000
  /// Share of the samples that is kept for the test, where the data set has no such part itself.
  public var testFraction = 0.2
  /// Draws the samples of MNIST-1D, and which rows of a CSV file are for the test.
  public var seed: UInt64 = 0

  public init() {}
}

extension DataConfiguration: ConfigurationSection {
  static var shortForm: String? { "name" }
  var fitsShortForm: Bool {
    var plain = DataConfiguration()
    plain.name = name
    return self == plain
  }

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field("name", &name, .optional(.name), "data set to learn from")
    let chosen = name
    let owned = { (owners: [Name]) in Ownership(owners, of: "name", chosen) }
    try visitor.field(
      "path", &path, .optional(.text("a path")), only: owned([.fashionMNIST, .mnist, .csv]),
      "folder of IDX files, or CSV file")
    try visitor.field(
      "label", &label, .optional(.text("the name of a column, or its number from 1 on")),
      only: owned([.csv]), "column with the answers; null for the last")
    try visitor.field(
      "header", &header, .optional(.flag), only: owned([.csv]),
      "whether the first row holds the names of the columns; null to find out")
    try visitor.field(
      "separator", &separator, .optional(.name), only: owned([.csv]),
      "what stands between cells; null to find out")
    try visitor.field(
      "decimal", &decimal, .name, only: owned([.csv]),
      "what stands before the decimals of a number")
    try visitor.field(
      "missing", &missing, .name, only: owned([.csv]),
      "rows with missing cells are refused or dropped, or their features filled with the mean")
    try visitor.field(
      "columns", &columns, .columns, only: owned([.csv]),
      "what the cells of a column mean, where they are not plain numbers")
    try visitor.field(
      "split", &split, .optional(.text("the name of a column, or its number from 1 on")),
      only: owned([.csv]),
      "column that says train or test of every row; null to draw the test rows")
    try visitor.field(
      "samples", &samples, .integer(20...200_000), only: owned([.mnist1D]), "samples to make")
    try visitor.field(
      "test_fraction", &testFraction, .number(0.001...0.999), only: owned([.mnist1D, .csv]),
      "share of the samples that is kept for the test")
    try visitor.field(
      "seed", &seed, .integer(0...UInt64.max), only: owned([.mnist1D, .csv]),
      "draws the samples, or which of them are for the test")
  }
}

/// The `objective` section: how a member is scored on the data.
public struct ObjectiveConfiguration: Equatable, Sendable {
  public var loss = Loss.crossEntropy
  /// Samples that a member sees in a generation.
  public var batch = 128

  public init() {}
}

extension ObjectiveConfiguration: ConfigurationSection {
  static var shortForm: String? { "loss" }

  mutating func describe<V: FieldVisitor>(to visitor: inout V) throws(V.Failure) {
    try visitor.field(
      "loss", &loss, .name, "what is made small, or for accuracy large, over the samples")
    try visitor.field(
      "batch", &batch, .integer(1...1_000_000),
      "samples that each member sees; strategy.common_random_numbers says who sees the same")
  }
}

extension DataConfiguration {
  /// The section as YAML, with every key that applies.
  package var yaml: String {
    var writer = ConfigurationWriter()
    var copy = self
    copy.describe(to: &writer)
    return writer.yaml
  }

  /// Reads what `yaml` writes; nil when the text holds nothing.
  ///
  /// - Parameters:
  ///   - key: the name of the section, and `file` that of its file, for messages.
  package init?(yaml: String, key: String, file: String) throws(ConfigurationError) {
    guard
      let node = try TrainingConfiguration.node(
        yaml: yaml.utf8, place: { .file(file, line: $0) })
    else { return nil }
    self.init()
    try ConfigurationDecoder.decode(&self, from: node, path: [key])
  }
}
