import EvoCore
import EvoFiles
import EvoTrain
import EvoWords
import FoundationEssentials

extension PolicyFile {
  /// Which data a policy was trained on, so that its test set can be found again.
  public struct TrainingData: Sendable, Equatable {
    public var configuration: DataConfiguration
    public var loss: Loss
    /// Names of the classes in the order of the outputs; empty for a regression.
    public var classes: [String]
    /// How the table was read; nil where the data are no table.
    public var table: TableRecord?

    /// nil when the training is in an environment.
    init?(_ configuration: TrainingConfiguration, _ subject: TrainingSubject) {
      guard case .data(let dataset) = subject else { return nil }
      self.configuration = configuration.data
      loss = configuration.objective.loss
      classes = dataset.classes
      table = dataset.table
    }

    var name: String { configuration.name?.rawValue ?? "" }
  }

  fileprivate static let taskKey = "task"
  fileprivate static let dataKey = "data"
  fileprivate static let lossKey = "loss"
  static let classesKey = "classes"
  static let tableKey = "table"
}

extension PolicyFile.TrainingData {
  func write(to metadata: inout [String: String]) {
    metadata["env"] = nil
    metadata[PolicyFile.taskKey] = loss == .meanSquaredError ? "regression" : "classification"
    metadata[PolicyFile.dataKey] = configuration.yaml
    metadata[PolicyFile.lossKey] = loss.rawValue
    if !classes.isEmpty {
      var json = JSONObject()
      json.add(PolicyFile.classesKey, classes)
      metadata[PolicyFile.classesKey] = json.text
    }
    metadata[PolicyFile.tableKey] = table?.json.text
  }

  private struct Classes: Decodable { let classes: [String] }

  /// Reads what `write` writes; nil when the policy was trained in an environment.
  init?(metadata file: TensorFile) throws {
    guard let text = file.metadata[PolicyFile.dataKey] else { return nil }
    guard
      let configuration = try DataConfiguration(
        yaml: text, key: PolicyFile.dataKey, file: file.source)
    else { throw PolicyFileError.missing(file: file.source, key: PolicyFile.dataKey) }
    self.configuration = configuration
    let found = try PolicyFile.text(PolicyFile.lossKey, in: file)
    guard let loss = Loss(rawValue: found), configuration.name != nil else {
      throw PolicyFileError.invalid(
        file: file.source, key: PolicyFile.lossKey, found: found,
        expected: "one of " + Loss.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.loss = loss
    classes = []
    if let text = file.metadata[PolicyFile.classesKey] {
      guard
        let record = try? JSONDecoder().decode(Classes.self, from: Data(text.utf8))
      else {
        throw PolicyFileError.invalid(
          file: file.source, key: PolicyFile.classesKey, found: text,
          expected: "what evo-rl writes there")
      }
      classes = record.classes
    }
    table = nil
    if let text = file.metadata[PolicyFile.tableKey] {
      guard let record = TableRecord(json: text) else {
        throw PolicyFileError.invalid(
          file: file.source, key: PolicyFile.tableKey, found: text,
          expected: "what evo-rl writes there")
      }
      table = record
    }
  }

  /// Loads the data, and refuses it where the policy has other inputs, outputs or classes.
  func load(for policy: Policy, file: String) throws -> Dataset {
    let dataset = try DatasetCatalog.load(configuration, loss: loss)
    let widths = policy.network.widths
    let found = (inputs: widths[0], outputs: widths[widths.count - 1])
    let expected = (inputs: dataset.featureCount, outputs: dataset.head.outputCount)
    guard found == expected else {
      throw PolicyFileError.doesNotFit(
        file: file, environment: name,
        found: "\(found.inputs) inputs and \(found.outputs) outputs",
        expected: "\(expected.inputs) and \(expected.outputs)")
    }
    let isValue = if case .value = policy.head { true } else { false }
    guard isValue == dataset.classes.isEmpty, policy.network.hidden.allows(.data) else {
      throw PolicyFileError.doesNotFit(
        file: file, environment: name, found: "other answers or virtual batch normalization",
        expected: "what evo-rl train writes for it")
    }
    if let picture = policy.network.convolutions?.picture, picture != dataset.picture {
      throw PolicyFileError.doesNotFit(
        file: file, environment: name,
        found: "pictures of \(picture.height) x \(picture.width)",
        expected: dataset.picture.map { "\($0.height) x \($0.width)" } ?? "no pictures")
    }
    if let table, let found = dataset.table, !found.hasFeatures(of: table) {
      func names(_ table: TableRecord) -> String {
        table.features.map(\.name).joined(separator: ", ")
      }
      throw PolicyFileError.doesNotFit(
        file: file, environment: name, found: "the columns \(names(table))",
        expected: "\(names(found)) with the same values")
    }
    guard dataset.classes == classes else {
      throw PolicyFileError.doesNotFit(
        file: file, environment: name, found: "the classes \(classes.joined(separator: ", "))",
        expected: dataset.classes.joined(separator: ", "))
    }
    return dataset
  }
}

extension TrainingConfiguration {
  /// Lets a training find its data elsewhere.
  ///
  /// - Parameter file: what names the data, in errors.
  mutating func moveData(to path: String, file: String) throws(PolicyFileError) {
    guard data.hasPath else { throw .noDataPath(file: file, subject: subjectName) }
    data.path = Whereabouts.absolute(path)
  }
}

extension PolicyFile {
  /// Lets the policy find its data elsewhere.
  ///
  /// - Parameter file: the name of the policy in errors.
  public mutating func moveData(to path: String, file: String) throws(PolicyFileError) {
    guard data?.configuration.hasPath == true else {
      throw .noDataPath(file: file, subject: environment)
    }
    data?.configuration.path = Whereabouts.absolute(path)
  }

  /// The data that the policy was trained on; nil when it was an environment.
  ///
  /// - Parameter path: the name of the policy in errors.
  /// - Throws: what loading the data throws, or `PolicyFileError` where they do not fit.
  public func dataset(path: String) throws -> Dataset? {
    try data?.load(for: policy, file: path)
  }

  /// Sends the test set of the policy's data through it; nil when it was trained in an environment.
  ///
  /// - Parameter file: the name of the policy in errors.
  /// - Throws: what loading the data throws, or `PolicyFileError` where they do not fit.
  public func test(on workers: any Workers, file: String) throws -> EvaluationSummary? {
    try examine(on: workers, file: file)?.summary
  }

  /// What `test` gives, with the figures that say whether it is good.
  public func examine(
    on workers: any Workers, file: String
  ) throws -> (summary: EvaluationSummary, figures: TestFigures)? {
    guard let data, let dataset = try dataset(path: file) else { return nil }
    let objective = SupervisedObjective(
      dataset, network: policy.network,
      settings: SupervisedObjective.Settings(
        loss: data.loss, batch: 1, sharing: .generation, seed: 0))
    return (
      EvaluationSummary(try objective.test(policy, on: workers)), TestFigures(policy, on: dataset)
    )
  }
}
