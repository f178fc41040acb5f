import EvoCore

/// Convolutions that a subject has no pictures for.
public enum ConvolutionError: Error, Equatable, Sendable {
  case noPictures(subject: String)
  case tooSmall(layer: Int, picture: PictureShape)
}

extension ConvolutionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noPictures(let subject):
      "policy.convolutions: \(subject) has no pictures to look at; remove the key, or learn from "
        + "fashion-mnist, mnist or digits"
    case .tooSmall(let layer, let picture):
      "policy.convolutions: number \(layer) of them does not fit into what is left of pictures of "
        + "\(picture.height) x \(picture.width); give it a smaller kernel, less pool, or more padding"
    }
  }
}

extension PolicyConfiguration {
  /// Refuses convolutions that do not fit the pictures of a subject, or where it has none.
  func requireFit(_ subject: TrainingSubject) throws(ConvolutionError) {
    guard !convolutions.isEmpty else { return }
    guard let picture = subject.picture else { throw .noPictures(subject: subject.name) }
    for count in 1...convolutions.count {
      guard ConvolutionStack(Array(convolutions.prefix(count)), on: picture) != nil else {
        throw .tooSmall(layer: count, picture: picture)
      }
    }
  }
}
