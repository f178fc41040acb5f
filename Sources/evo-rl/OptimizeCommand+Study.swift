import ArgumentParser
import EvoCore
import EvoFiles
import EvoOptimize
import EvoTrain
import EvoTune

/// Searches of a space of names, which are studies as those of `evo-rl tune` are.
extension OptimizeCommand {
  /// Points by default, and those that are chosen together.
  private static let points = 100
  private static let together = 4

  func validateSpace() throws {
    guard space != nil else {
      for (name, isGiven) in [("sampler", sampler != nil), ("batch", batch != nil)] where isGiven {
        throw ValidationError("--\(name) belongs to --space, and there is none")
      }
      return
    }
    guard isProgram else {
      throw ValidationError("--space belongs to --command and --worker, and there is none")
    }
    for (name, isGiven, remedy) in [
      ("strategy", strategy != nil, "with --space it is --sampler"),
      ("dim", dim != nil, "the space says what is searched"),
      ("names", names != nil, "the space has names"),
      ("bounds", bounds != nil, "the space has ranges"),
      ("sigma", sigma != nil, "the space has ranges"),
      ("start", start != nil, "write 'first: VALUE' into the space"),
      ("restarts", restarts != .none, "no sampler is started anew"),
      ("set", !set.settings.isEmpty, "samplers have no keys"),
    ] where isGiven {
      throw ValidationError("--\(name) and --space contradict each other; \(remedy)")
    }
    if let out, out.hasSuffix(".json") {
      throw ValidationError(
        "--out \(out): with --space it is the log of a study; give it a name such as study.log")
    }
    if let batch { try requireCount(batch, "batch", upTo: 10_000) }
  }

  func runStudy(_ path: String) throws {
    let space = try ProgramSpace.load(path: path, isShell: command != nil)
    let batch = batch ?? Self.together
    let kind = sampler ?? .tpe
    let sampler = try kind.sampler(
      space.space, maximizes: maximize, seed: seed, batch: batch)
    if (workers ?? 1) > sampler.batch {
      Terminal.warn(
        "--workers \(workers ?? 1): \(sampler.batch) points are chosen together, so that no more are "
          + "tried at the same time"
          + (kind == .cmaES ? "" : "; raise --batch"))
    }
    let objective: any ProgramObjective =
      try command.map {
        CommandObjective(try CommandTemplate($0, names: space.names), runs)
      } ?? WorkerObjective(worker ?? "", names: space.names, runs)
    let decisions = ProgramStudy.decisions(
      program: command.map { ("command", $0) } ?? ("worker", worker ?? ""), sampler: kind,
      seed: seed, batch: sampler.batch, repeats: repeats, space: space.space)
    let (journal, contents) = try openStudy(space.space, decisions)
    let study = Study(
      space.space, maximizes: maximize, sampler: sampler, journal: journal, after: contents)
    let player = ProgramStudy(
      objective, space: space, repeats: repeats, interrupt: Signals.interrupt
    ) { Terminal.warn("\($0)") }
    let points = budget ?? Self.points
    var report = StudyDisplay(
      style: display.style, space: space, points: points, maximizes: maximize, repeats: repeats)
    report.begin(study)
    Signals.install()
    var failure: (any Error)?
    do {
      try study.run(
        .init(trials: points, target: target), interrupt: Signals.interrupt,
        together: player.play, observe: { report.show($0) })
      if repeats > 1, let best = study.best, Signals.interrupt.signal == nil {
        report.confirmation = try player.confirm(best, notes: contents.notes, journal: journal)
      }
    } catch is Interrupted {
      // What was found so far is shown.
    } catch { failure = error }
    if let failure, study.best == nil { throw failure }
    report.finish(study, program: command ?? worker ?? "", sampler: kind)
    if let failure { throw failure }
    if let signal = Signals.interrupt.signal { throw ExitCode(128 + signal) }
    if study.best == nil { throw ObjectiveError.nothingFound(evaluations: study.trials.count) }
    if let target, !study.reaches(target) { throw ExitCode(1) }
  }

  private func openStudy(
    _ space: SearchSpace, _ decisions: [String: String]
  ) throws -> (Journal?, Journal.Contents) {
    guard let out else { return (nil, Journal.Contents()) }
    guard Journal.isBegun(out) else {
      if resume, (try? FileSystem.posix.readFile(out, limit: 1)) == nil {
        throw ValidationError("--out \(out): there is no study to resume; leave --resume out")
      }
      let journal = try Journal.create(
        out, name: out.split(separator: "/").last.map(String.init) ?? out, maximizes: maximize,
        space: space, settings: decisions,
        safety: .often)
      return (journal, Journal.Contents())
    }
    guard resume else {
      throw ValidationError(
        "--out \(out): there is a study in it; add --resume to go on with it, or name another file")
    }
    let (journal, contents) = try Journal.open(
      out, maximizes: maximize, space: space, settings: decisions, safety: .often)
    if contents.isTorn {
      Terminal.warn("\(out): its last line was not whole and is left out; the rest is intact")
    }
    return (journal, contents)
  }
}
