import EvoCore
import EvoFiles
import Glibc

/// The data sets by name, and how to load the one that a configuration names.
public enum DatasetCatalog {
  public struct Entry: Sendable {
    public let name: DataConfiguration.Name
    /// Where it comes from.
    public let origin: String
    public let summary: String
  }

  public static let all = [
    Entry(
      name: .fashionMNIST, origin: "Debian package dataset-fashion-mnist",
      summary: "28 x 28 pictures of clothes, 60,000 and 10,000 to test, 10 classes"),
    Entry(
      name: .mnist, origin: "IDX files in the folder data.path",
      summary: "pictures with labels 0 to 9 in the four files of the MNIST family"),
    Entry(
      name: .mnist1D, origin: "Greydanus and Kobak 2020, made on the spot",
      summary: "ten kinds of strokes of 40 points under noise, shifts and shear"),
    Entry(
      name: .digits, origin: "Alpaydin and Kaynak 1998, shipped",
      summary: "8 x 8 pictures of digits, 1,438 and 359 to test, 10 classes"),
    Entry(
      name: .csv, origin: "the file data.path",
      summary: "a table of your own: a class or a number to be told from the other columns"),
  ]

  /// Whether the files of a data set that is not shipped lie where their package puts them.
  public static func isInstalled(
    _ name: DataConfiguration.Name, in fileSystem: FileSystem = .posix
  ) -> Bool {
    guard name == .fashionMNIST else { return true }
    return (try? fileSystem.names(in: ImageDataset.fashionMNIST.folder))?
      .contains { $0.hasPrefix("t10k-labels") } ?? false
  }

  /// - Parameter loss: tells classes from numbers where the data could be either.
  /// - Throws: `DatasetError`, `FileError` where a file cannot be read, or `ResourceError` where what
  ///   is shipped is not there.
  public static func load(
    _ configuration: DataConfiguration, loss: Loss, in fileSystem: FileSystem = .posix,
    locator: ResourceLocator = ResourceLocator()
  ) throws -> Dataset {
    let isRegression = loss == .meanSquaredError
    guard let name = configuration.name else {
      throw DatasetError.pathNeeded(dataset: "data", holds: "a data set")
    }
    if isRegression, name != .csv {
      throw DatasetError.lossDoesNotFit(dataset: name.rawValue, loss: loss.rawValue)
    }
    switch name {
    case .fashionMNIST:
      let standard = ImageDataset.fashionMNIST
      return try ImageDataset(
        name: standard.name, folder: configuration.path ?? standard.folder,
        classes: standard.classes, package: standard.package
      ).load(in: fileSystem)
    case .mnist:
      guard let path = configuration.path else {
        throw DatasetError.pathNeeded(dataset: name.rawValue, holds: "a folder with IDX files")
      }
      return try ImageDataset.mnist(folder: path).load(in: fileSystem)
    case .mnist1D:
      return MNIST1D.dataset(
        samples: configuration.samples, testFraction: configuration.testFraction,
        seed: configuration.seed)
    case .digits:
      return try Digits.dataset(locator, in: fileSystem)
    case .csv:
      guard let path = configuration.path else {
        throw DatasetError.pathNeeded(dataset: name.rawValue, holds: "a CSV file")
      }
      let bytes: [UInt8]
      do { bytes = try fileSystem.readFile(path, limit: CSVTable.sizeLimit, copies: 2) } catch {
        if case .system(.read, _, ENOENT) = error { throw DatasetError.noFile(path: path) }
        throw error
      }
      return try TableDataset(
        name: name.rawValue, bytes, file: path, configuration
      ).load(isRegression: isRegression)
    }
  }
}
