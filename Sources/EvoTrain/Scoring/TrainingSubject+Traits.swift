import EvoCore

extension TrainingSubject {
  /// What is trained for, in lines that differ where it does.
  ///
  /// - Parameter file: that describes the environment; nil where there is none.
  package func traits(file: [UInt8]?) -> [String] {
    switch self {
    case .environment(let kind):
      var checksum = Checksum()
      checksum.add(file ?? [])
      return [kind.spec.name, "\(kind.spec)", "file with checksum \(checksum)"]
    case .data(let dataset):
      return [dataset.name]
        + [dataset.train, dataset.test].map { part in
          var checksum = Checksum()
          switch part.features {
          case .bytes(let bytes): checksum.add(bytes)
          case .floats(let floats): checksum.add(floats)
          }
          switch part.answers {
          case .labels(let labels): checksum.add(labels)
          case .targets(let targets): checksum.add(targets)
          }
          return "\(part.count) samples, checksum \(checksum)"
        }
    }
  }
}
