import ArgumentParser

/// What of the options can be refused before anything is looked for.
extension OptimizeCommand {
  /// Whether another program is optimized.
  var isProgram: Bool { command != nil || worker != nil }

  func validateSubject() throws {
    let given =
      [
        function.map { "'\($0)'" }, command.map { _ in "--command" },
        worker.map { _ in "--worker" },
      ]
      .compactMap { $0 }
    if given.isEmpty {
      throw ValidationError(
        "nothing to optimize: name a function, or give a --command or a --worker")
    }
    if given.count > 1 {
      throw ValidationError("\(given[0]) and \(given[1]) contradict each other; choose one")
    }
    if worker != nil, dim == nil, names == nil, space == nil {
      throw ValidationError(
        "--worker does not say how many numbers there are; add --dim, --names or --space")
    }
  }

  func validatePlot() throws {
    guard let plot else { return }
    try requirePNG(plot, "plot")
    if isProgram {
      throw ValidationError(
        "--plot belongs to a test function; a map of a command would run it thousands of times")
    }
    if dim != 2 {
      throw ValidationError("--plot \(plot): a map has two dimensions; add --dim 2")
    }
    if hasBox {
      throw ValidationError("--plot \(plot): a map has no bounds and one --sigma; leave them out")
    }
  }

  func validateNumbers() throws {
    let least = isProgram ? 1 : 2
    if let dim { try requireCount(dim, "dim", from: least, upTo: 10_000_000) }
    if let budget, budget < 1 {
      throw ValidationError("--budget \(budget): expected a number from 1 on")
    }
    if let instance { try requireCount(instance, "instance", from: 0, upTo: 100_000) }
    if let timeout, !(0.001...1e9).contains(timeout) {
      throw ValidationError("--timeout \(timeout): expected a number from 0.001 to 1000000000")
    }
    if let retries { try requireCount(retries, "retries", from: 0, upTo: 1000) }
    try requireCount(repeats, "repeats", upTo: 10_000)
    if let workers { try requireCount(workers, "workers", upTo: 1024) }
  }

  /// Names are identifiers, as placeholders are.
  func validateNames() throws {
    let all = names?.values ?? []
    if let wrong = all.first(where: { $0.wholeMatch(of: /[A-Za-z_][A-Za-z_0-9]*/) == nil }) {
      throw ValidationError("--names: '\(wrong)' is no name; use letters, digits and underscores")
    }
    if let wrong = all.first(where: { $0.wholeMatch(of: /x[0-9]*/) != nil }) {
      throw ValidationError("--names: '\(wrong)' means a number already; choose another name")
    }
    if Set(all).count != all.count { throw ValidationError("--names: a name is there twice") }
    if let dim, names != nil, all.count != dim {
      throw ValidationError("--names: found \(all.count) names, expected the \(dim) of --dim")
    }
  }
}
