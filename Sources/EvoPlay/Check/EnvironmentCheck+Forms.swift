import EvoCore
import EvoEnvs

/// The checks that hold the forms of an environment against each other: by the block, scalar and
/// drawn, saved and gone on with.
extension EnvironmentCheck {
  func agrees() throws -> Finding {
    let promise = "the block form steps as the scalar form"
    let lanes = try CheckedLanes(entry.kind)
    let stages = try (0..<lanes.count).map { _ in
      CheckedLanes(try entry.makeStage([]), spec: spec)
    }
    var actions = RandomActions(spec.action, seed: seed(6))
    func begin(_ lane: Int, episode: Int) {
      lanes.reset(lane, seed: seed(episode))
      stages[lane].reset(0, seed: seed(episode))
    }
    for lane in 0..<lanes.count { begin(lane, episode: lane) }
    for step in 0..<twinSteps {
      // Now and then far outside the bounds.
      let reach: Float = step % 500 == 499 ? 1e4 : 1
      let chosen = (0..<lanes.count).map { _ in actions.next().map { $0 * reach } }
      if let odd = stages.indices.first(where: { lanes.bits($0) != stages[$0].bits(0) }) {
        return Finding(
          promise: promise, isKept: false, detail: "step \(step), lane \(odd): other observations")
      }
      lanes.step { chosen[$0] }
      for (lane, stage) in stages.enumerated() {
        stage.poison()
        stage.step { _ in chosen[lane] }
        guard stage.result(0) == lanes.result(lane) else {
          return Finding(
            promise: promise, isKept: false, detail: "step \(step), lane \(lane): other results")
        }
        if lanes.isOver(lane) { begin(lane, episode: 100 + step * lanes.count + lane) }
      }
    }
    return Finding(
      promise: promise, isKept: true, detail: "\(twinSteps) steps of \(lanes.count), bit for bit")
  }

  func resumes() throws -> Finding {
    let promise = "a saved episode goes on"
    let ranges = entry.kind.constants.map {
      ConstantRange($0.name, low: 0.9 * $0.value, high: 1.1 * $0.value)
    }
    var kinds: [(kind: EnvironmentKind, ranges: [ConstantRange])] = [(entry.kind, [])]
    if !ranges.isEmpty, let varied = entry.kind.varied(ranges) { kinds.append((varied, ranges)) }
    for (kind, ranges) in kinds {
      if let flaw = try flawInResuming(kind, ranges: ranges) {
        return Finding(promise: promise, isKept: false, detail: flaw)
      }
    }
    return Finding(
      promise: promise, isKept: true,
      detail: try entry.kind.savedCount().map {
        "\($0) numbers, taken up in another lane and form: the same bits"
      } ?? "it cannot be saved, so that it is always played whole")
  }

  /// Saves and takes up an episode after every step, in another lane of a larger block and in the
  /// form that is drawn.
  private func flawInResuming(_ kind: EnvironmentKind, ranges: [ConstantRange]) throws -> String? {
    let whole = try CheckedLanes(kind)
    let other = try CheckedLanes(kind, count: 32)
    let stage = CheckedLanes(try entry.makeStage(ranges), spec: spec)
    whole.reset(3, seed: seed(8))
    stage.reset(0, seed: seed(8))
    for lane in 0..<other.count { other.reset(lane, seed: seed(lane + 40)) }
    let count = try kind.savedCount()
    guard (count == nil) == (stage.save(0) == nil) else { return "only one form can be saved" }
    guard let count else { return nil }
    var actions = RandomActions(spec.action, seed: seed(9))
    for step in 0..<min(spec.stepLimit, 60) {
      guard let numbers = whole.save(3), numbers.count == count, !numbers.contains(where: \.isNaN)
      else { return "step \(step): not every number is written" }
      other.restore(29, seed: seed(8), from: numbers)
      stage.restore(0, seed: seed(8), from: numbers)
      guard other.bits(29) == whole.bits(3), stage.bits(0) == whole.bits(3) else {
        return "step \(step): what is taken up looks otherwise"
      }
      let chosen = actions.next()
      for lanes in [whole, other, stage] { lanes.step { _ in chosen } }
      guard other.result(29) == whole.result(3), stage.result(0) == whole.result(3) else {
        return "step \(step): what is taken up goes on otherwise"
      }
      if whole.isOver(3) { break }
    }
    return nil
  }
}
