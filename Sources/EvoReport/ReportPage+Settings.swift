import EvoCompare
import EvoRun
import EvoTrain
import EvoWords

extension ReportPage {
  /// The configuration: what all runs share, and what tells the groups apart.
  var settings: HTML {
    let members = groups.map { groups in
      groups.map { group in
        (group.name, runs.filter { run in group.runs.contains { $0.path == run.path } })
      }
    }
    guard let members else {
      return .section(
        "Configuration",
        HTML.table(["setting", "value"], first.configuration.settings.map { [$0.key, $0.value] })
          + """

          <details><summary>The same as a file, config.yaml</summary>
          <pre>\(first.configuration.yaml)</pre></details>
          """)
    }
    var keys: [String] = []
    for run in runs {
      for key in run.configuration.settings.map(\.key) where !keys.contains(key) {
        keys.append(key)
      }
    }
    let tables = members.map { _, runs in
      runs.map {
        Dictionary(
          $0.configuration.settings.map { ($0.key, $0.value) }, uniquingKeysWith: { one, _ in one })
      }
    }
    var common: [[String]] = []
    var different: [[String]] = []
    for key in keys {
      let values = tables.map { runs in
        runs.reduce(into: [String]()) { found, table in
          let value = table[key] ?? "–"
          if !found.contains(value) { found.append(value) }
        }.joined(separator: ", ")
      }
      let all = Set(tables.joined().map { $0[key] ?? "–" })
      if all.count == 1 {
        common.append([key, values[0]])
      } else {
        different.append([key] + values)
      }
    }
    return .section(
      "Configuration",
      """
      <h3>What differs</h3>
      \(HTML.table(["setting"] + members.map(\.0), different))
      <details><summary>What all runs share</summary>
      \(HTML.table(["setting", "value"], common))
      </details>
      """)
  }

  /// How to get the same again.
  var again: HTML {
    let paths = runs.prefix(10).map { ReportedRun.shellWord($0.path) }
    let version = runs.compactMap(\.version).first ?? "unknown"
    let lines: [String]
    if groups == nil {
      lines = [
        "evo-rl train \(ReportedRun.shellWord("\(first.path)/config.yaml"))",
        "evo-rl eval \(paths[0])",
        first.isData ? "" : "evo-rl render \(paths[0]) --video film.webp",
        "evo-rl verify \(paths[0])",
      ].filter { !$0.isEmpty }
    } else {
      lines =
        paths.map { "evo-rl train \($0)/config.yaml" }
        + (runs.count > paths.count ? ["# and so on"] : [])
    }
    let commands = lines.joined(separator: "\n")
    return .section(
      "Once more",
      """
      <pre>\(commands)</pre>
      <p class="note">Trained by evo-rl \(version), seed \(seeds). The same version, configuration and seed \
      give the same bytes on any number of threads\(processor). The configuration above can be saved as \
      config.yaml where the folder of the run is not at hand.</p>
      """)
  }

  private var seeds: String {
    let seeds = runs.map { String($0.configuration.seed) }
    return seeds.prefix(20).joined(separator: ", ") + (seeds.count > 20 ? " …" : "")
  }

  /// Where the last bits depend on the processor, which one it was.
  private var processor: String {
    runs.compactMap(\.processor).first.map { ", on a processor that OpenBLAS takes for \($0)" }
      ?? ""
  }
}
