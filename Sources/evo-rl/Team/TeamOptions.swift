import ArgumentParser

/// How the ranks of a training that `mpirun` has started behave.
struct TeamOptions: ParsableArguments {
  @Flag(
    help: """
      Under mpirun: let every rank speak on standard error, with its number before each line.
      """)
  var tagRanks = false

  @Option(
    help: ArgumentHelp(
      "Under mpirun: give up when a rank was silent for so long.", valueName: "seconds"))
  var teamTimeout: Double = 30

  func validate() throws {
    guard (1...86_400).contains(teamTimeout) else {
      throw ValidationError("--team-timeout \(teamTimeout): expected a number from 1 to 86400")
    }
  }
}

/// A command that works in a team of ranks.
protocol TeamCommand: ParsableCommand {
  var team: TeamOptions { get }
}
