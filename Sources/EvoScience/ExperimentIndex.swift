import EvoFiles
import EvoYAML

/// The page over a folder of finished experiments.
public enum ExperimentIndex {
  /// Writes `README.md` from the findings that lie in the folder.
  ///
  /// - Returns: how many experiments there were.
  public static func write(
    in folder: String, locator: ResourceLocator = ResourceLocator()
  ) throws -> Int {
    var rows: [String] = []
    for name in ExperimentCatalog.names {
      let path = "\(folder)/\(name)/findings.csv"
      guard let bytes = try? FileSystem.posix.readFile(path, limit: 1 << 24) else { continue }
      let file = try ExperimentFile.load(
        path: locator.path(of: name, .experiments), ExperimentFile.Form())
      let verdicts = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst()
        .compactMap { $0.split(separator: ",").last }
      let held = verdicts.count { $0 == Findings.Verdict.holds.rawValue }
      let claimed = verdicts.count { $0 != Findings.Verdict.noted.rawValue }
      let verdict =
        claimed == 0 ? "measured" : held == claimed ? "holds" : "\(held) of \(claimed) hold"
      let claim = Self.claim(ofPage: "\(folder)/\(name)/README.md") ?? file.claim
      rows.append("| [\(file.title)](\(name)/README.md) | \(claim) | \(verdict) |\n")
    }
    let text = """
      # Experiments

      Each page is what its command wrote: `evo-rl experiment NAME`. Settings and seeds are in
      [configs/experiments](../../configs/experiments). Beside them lie lab notes on
      [walkers and landers](../../docs/experiments/walkers.md) and the figures of
      [evo-rl optimize](../../docs/experiments/optimize.md).

      | experiment | claim | verdict |
      |---|---|---|
      \(rows.joined())
      """
    try FileSystem.posix.createFolders(folder)
    try AtomicFile.write(Array(text.utf8), to: "\(folder)/README.md")
    return rows.count
  }

  /// The claim that a page's verdicts are of, which may be an earlier one than the file's.
  private static func claim(ofPage path: String) -> String? {
    guard let bytes = try? FileSystem.posix.readFile(path, limit: 1 << 24) else { return nil }
    let mark = "**Claim.** "
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix(mark) }.map { String($0.dropFirst(mark.count)) }
  }
}
