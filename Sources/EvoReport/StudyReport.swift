import EvoFiles
import EvoTune

/// The page about a study of `evo-rl tune` or `evo-rl optimize --space`, made of its log alone.
///
/// The same log gives the same bytes.
public struct StudyReport {
  private let page: StudyPage

  /// The log that an argument means: that in a study's folder, or the file itself; nil where there is none.
  public static func log(of argument: String, in fileSystem: FileSystem = .posix) -> String? {
    if let names = try? fileSystem.names(in: argument) {
      return names.contains(StudyRecord.logName) ? "\(argument)/\(StudyRecord.logName)" : nil
    }
    var isLog = false
    try? fileSystem.readPieces(of: argument, size: 16) { beginning in
      isLog = beginning.starts(with: #"{"op_code""#.utf8)
      return nil
    }
    return isLog ? argument : nil
  }

  /// - Parameter log: the log of a study.
  /// - Throws: `FileError`, or `JournalError` where it is none.
  public init(log: String, in fileSystem: FileSystem = .posix) throws {
    page = StudyPage(try StudyRecord(reading: log, in: fileSystem))
  }

  /// The file.
  public var bytes: [UInt8] { Array(page.html.text.utf8) }
}
