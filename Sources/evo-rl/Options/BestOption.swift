import ArgumentParser

/// Which policy of a run is meant.
struct BestOption: ParsableArguments {
  @Flag(help: "Of a run folder, the policy of the best evaluation and not the last one.")
  var best = false
}
