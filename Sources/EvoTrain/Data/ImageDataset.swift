import EvoCore
import EvoFiles

/// Images with labels in the four files of the MNIST family.
struct ImageDataset {
  let name: String
  let folder: String
  /// Names of the classes in the order of their labels.
  let classes: [String]
  /// What Debian calls the package with the files.
  let package: String?

  static let fashionMNIST = ImageDataset(
    name: "fashion-mnist", folder: "/usr/share/datasets/fashion-mnist",
    classes: [
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
      "Ankle boot",
    ], package: "dataset-fashion-mnist")

  /// Any folder with files of the same names: MNIST itself, KMNIST, …
  static func mnist(folder: String) -> ImageDataset {
    ImageDataset(
      name: "mnist", folder: folder, classes: (0...9).map { "\($0)" }, package: nil)
  }

  func load(in fileSystem: FileSystem) throws -> Dataset {
    let (train, picture) = try samples("train", like: nil, in: fileSystem)
    let (test, _) = try samples("t10k", like: picture, in: fileSystem)
    return Dataset(
      name: name, task: .classification(classes), train: train, test: test, picture: picture)
  }

  private func samples(
    _ part: String, like picture: PictureShape?, in fileSystem: FileSystem
  ) throws -> (Samples, PictureShape) {
    let images = try file("\(part)-images-idx3-ubyte", in: fileSystem)
    let labels = try file("\(part)-labels-idx1-ubyte", in: fileSystem)
    let shape = images.shape
    guard shape.count == 3, shape.allSatisfy({ $0 > 0 }), shape[1] * shape[2] <= 65_536,
      picture == nil || [picture?.height, picture?.width] == [shape[1], shape[2]]
    else {
      throw DatasetError.otherShape(
        file: images.file, found: shape,
        expected: picture.map {
          "images of \($0.height) x \($0.width) pixels, as those of the training set"
        }
          ?? "a number of images, rows and columns of at most 65536 pixels")
    }
    guard labels.shape == [shape[0]] else {
      throw DatasetError.otherShape(
        file: labels.file, found: labels.shape,
        expected: "[\(shape[0])], one label for each image of \(images.file)")
    }
    if let wrong = labels.bytes.first(where: { $0 >= classes.count }) {
      throw DatasetError.label(file: labels.file, found: Int(wrong), classes: classes.count)
    }
    let found = PictureShape(channels: 1, height: shape[1], width: shape[2])
    return (
      Samples(
        featureCount: found.count, features: .bytes(images.bytes),
        answers: .labels(labels.bytes.map(Int32.init))), found
    )
  }

  private func file(_ stem: String, in fileSystem: FileSystem) throws -> IDXFile {
    guard let file = try IDXFile(named: stem, in: folder, of: fileSystem) else {
      throw DatasetError.missing(dataset: name, file: stem, folder: folder, package: package)
    }
    return file
  }
}
