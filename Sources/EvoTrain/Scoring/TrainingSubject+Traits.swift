import EvoCore

extension TrainingSubject {
  /// What is trained for, in lines that differ where it does.
  ///
  /// - Parameter file: that describes the environment; nil where there is none.
  package func traits(file: [UInt8]?) -> [String] {
    var checksum = Checksum()
    switch self {
    case .environment(let kind):
      checksum.add(file ?? [])
      return [kind.spec.name, "\(kind.spec)", "file with checksum \(checksum)"]
    case .data(let dataset):
      checksum.add(dataset.train)
      checksum.add(dataset.test)
      let sizes = "\(dataset.train.count) and \(dataset.test.count) samples"
      return [dataset.name, "\(sizes), checksum \(checksum)"]
    }
  }
}
