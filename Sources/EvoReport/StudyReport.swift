import EvoFiles
import EvoTune

/// The page about a study of `evo-rl tune` or `evo-rl optimize --space`, made of its log alone.
///
/// The same log gives the same bytes.
public struct StudyReport {
  private let page: StudyPage

  /// The log that an argument means: that in a study's folder, or the file itself; nil where there is none.
  public static func log(of argument: String, in fileSystem: FileSystem = .posix) -> String? {
    let own = "\(argument)/\(StudyRecord.logName)"
    if (try? fileSystem.readFile(own, limit: 1 << 30)) != nil { return own }
    let bytes = (try? fileSystem.readFile(argument, limit: 1 << 30)) ?? []
    return bytes.starts(with: #"{"op_code""#.utf8) ? argument : nil
  }

  /// - Parameter log: the log of a study.
  /// - Throws: `FileError`, or `JournalError` where it is none.
  public init(log: String, in fileSystem: FileSystem = .posix) throws {
    page = StudyPage(try StudyRecord(reading: log, in: fileSystem))
  }

  /// The file.
  public var bytes: [UInt8] { Array(page.html.text.utf8) }
}
