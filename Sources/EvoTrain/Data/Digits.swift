import EvoCore
import EvoFiles

/// The test set of "Optical recognition of handwritten digits" (Alpaydin and Kaynak 1998, UCI machine
/// learning repository, CC BY 4.0): 1,797 pictures of 8 x 8 pixels, ink from 0 to 16, by 13 writers.
///
/// The file is shipped. A fifth of its rows is for the test, drawn with seed 0 as rows of any CSV file
/// are, so that the same writers are met in both parts.
enum Digits {
  static func dataset(_ locator: ResourceLocator, in fileSystem: FileSystem) throws -> Dataset {
    let path = try locator.shipped("digits", .data)
    var configuration = DataConfiguration()
    configuration.header = false
    configuration.separator = .comma
    var dataset = try TableDataset(
      name: "digits", fileSystem.readFile(path, limit: 1 << 24), file: path, configuration
    ).load(isRegression: false)
    dataset.picture = PictureShape(channels: 1, height: 8, width: 8)
    return dataset
  }
}
