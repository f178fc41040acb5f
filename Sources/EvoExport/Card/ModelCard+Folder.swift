import EvoCore
import EvoEnvs
import EvoFiles
import EvoPlay
import EvoRun
import EvoTrain
import EvoWords

/// Why a card is not written.
public enum CardError: Error, Equatable, Sendable {
  /// There is a page that `evo-rl card` has not written.
  case foreignPage(path: String)
  /// The folder holds another policy than that of the card.
  case otherPolicy(path: String)
}

extension CardError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .foreignPage(let path):
      "\(path): not written by evo-rl card, and so not replaced; move it away, or choose another folder "
        + "with --out"
    case .otherPolicy(let path):
      "\(path): another policy than that of the card; choose another folder with --out"
    }
  }
}

extension ModelCard {
  /// Writes the card of a policy into a folder, with a film of an episode; beside another folder's
  /// policy also all that makes the folder complete: the policy itself, `act.py` and its walker.
  ///
  /// - Parameters:
  ///   - file: the policy, with its evaluation.
  ///   - source: where its file lies.
  ///   - environment: nil for what was trained on data.
  ///   - folder: is made where it is missing. Of a page that is there, what stands below the border stays.
  ///   - seed: of the episode in the film.
  ///   - tally: counts the frames of the film.
  /// - Returns: the names of the files.
  /// - Throws: `CardError`, `FileError`, or what drawing throws. The page is written last of all.
  public static func write(
    _ file: PolicyFile, source: String, environment: EnvironmentCatalog.Entry?, to folder: String,
    seed: UInt64, workers: any Workers, in fileSystem: FileSystem = .posix, tally: Tally? = nil
  ) throws -> [String] {
    let page = "\(folder)/\(RunFile.card.name)"
    let notes = try notes(of: page, in: fileSystem)
    let copies = try copies(of: file, source: source, environment, folder, fileSystem)
    let replay = try environment.map { try scene(of: file, in: $0, seed: seed) }
    let films = replay == nil ? [] : [RunFile.replay.name]
    let card = ModelCard(file, environment: environment?.spec, film: films.first)
    let texts: [(String, [UInt8])] = [
      (RunFile.results.name, Array(card.results.utf8)),
      (RunFile.card.name, Array(card.page(notes: notes).utf8)),
    ]
    try fileSystem.createFolders(folder)
    if let replay {
      tally?.begin(RunFile.replay.name, total: replay.frameCount, unit: "frames")
      try replay.writeFilm(
        to: "\(folder)/\(RunFile.replay.name)", width: 300, height: 200, workers: workers,
        progress: { tally?.set($0) }, in: fileSystem)
    }
    for (name, bytes) in copies + texts {
      try AtomicFile.write(bytes, to: "\(folder)/\(name)", in: fileSystem)
    }
    return copies.map { $0.0 } + films + texts.map { $0.0 }
  }

  private static let pageLimit = 1 << 20

  /// What the owner of a page has written; empty where there is no page.
  private static func notes(of page: String, in fileSystem: FileSystem) throws -> String {
    guard Whereabouts.realPath(page) != nil else { return "" }
    let text = String(decoding: try fileSystem.readFile(page, limit: pageLimit), as: UTF8.self)
    guard let border = text.firstRange(of: border + "\n") else {
      throw CardError.foreignPage(path: page)
    }
    return String(text[border.upperBound...])
  }

  /// The files that a folder lacks in which the policy does not lie.
  private static func copies(
    of file: PolicyFile, source: String, _ environment: EnvironmentCatalog.Entry?, _ folder: String,
    _ fileSystem: FileSystem
  ) throws -> [(String, [UInt8])] {
    let path = "\(folder)/\(RunFile.policy.name)"
    if let real = Whereabouts.realPath(path) {
      if real == Whereabouts.realPath(source) { return [] }
      guard try PolicyFile(path: path, in: fileSystem).policy == file.policy else {
        throw CardError.otherPolicy(path: path)
      }
    }
    var copies = [
      (RunFile.policy.name, file.tensorFile().encoded()),
      (ActingProgram.name, Array(ActingProgram.text.utf8)),
    ]
    if let walker = environment?.source { copies.append((RunFile.walker.name, walker)) }
    return copies
  }

  /// An episode, or as much of it as about 300 kB hold: in real time, ten to twelve frames a second, for
  /// eleven seconds at ten.
  private static func scene(
    of file: PolicyFile, in environment: EnvironmentCatalog.Entry, seed: UInt64
  ) throws -> RolloutScene {
    let take = RolloutTake(
      file.policy, player: .center(seed: seed, episode: 0, episodes: 1), label: file.configuration)
    let tempo = RolloutTempo(
      of: environment.spec, speed: 1, every: (environment.spec.framesPerSecond + 11) / 12)
    return try RolloutScene([take], in: environment, tempo: tempo, legend: false, frameLimit: 110)
  }
}
