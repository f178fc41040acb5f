import ArgumentParser
import EvoMPI
import EvoTrain
import Glibc

/// The processes that were started together with this one, and which of them speaks: rank 0 alone.
enum Ranks {
  private nonisolated(unsafe) static var joined: MPITeam?

  /// The team of this process; of itself alone where nobody was started with it.
  static var team: any Team { joined ?? SoloTeam() }

  /// The cores for this process: those that the launcher has bound it to, or its part of the machine's.
  static var coreCount: Int {
    let all = ThreadWorkers.coreCount
    guard let joined else { return all }
    let bound = Launch.boundCores
    return (1..<all).contains(bound) ? bound : max(all / joined.localCount, 1)
  }

  /// Refuses a command that would be done by each of several processes by itself.
  static func requireAlone(_ command: String) throws {
    guard Launch.current.count > 1 else { return }
    guard Launch.isBuilt else { throw MPIError.notBuilt(count: Launch.current.count) }
    throw ValidationError("\(command) does not work in several processes; start it without mpirun")
  }

  /// Refuses ranks that would have nothing to do.
  static func requireWork(for team: any Team, members: Int) throws {
    guard team.count > members else { return }
    throw ValidationError(
      "\(team.count) ranks share \(members) members: some would have nothing to do; start at most "
        + "\(members) ranks, or raise strategy.population")
  }

  /// Refuses ranks that would get none of the independent pieces of the work.
  static func requireWork(pieces: Int, _ name: String) throws {
    guard team.count > pieces else { return }
    throw ValidationError(
      "\(team.count) ranks share \(pieces) \(name): some would have nothing to do; start at most "
        + "\(pieces) ranks")
  }

  /// Joins the others, if there are any. From now on rank 0 alone is heard.
  static func join(_ options: TeamOptions) throws {
    let launch = Launch.current
    guard launch.count > 1 else { return }
    if launch.rank > 0 {
      Terminal.voice = options.tagRanks ? .tagged("[rank \(launch.rank)] ") : .silent
      // What it would print is what rank 0 prints.
      let nowhere = open("/dev/null", O_WRONLY)
      dup2(nowhere, STDOUT_FILENO)
      close(nowhere)
    } else if options.tagRanks {
      Terminal.voice = .tagged("[rank 0] ")
    }
    let team = try MPITeam(joining: launch, timeout: options.teamTimeout) { lost in
      Terminal.warn("\(lost)")
      _exit(EXIT_FAILURE)
    }
    joined = team
    if let sentence = team.unlikeMachines { Terminal.warn(sentence) }
  }

  /// The processor time of a team so far.
  static func processSeconds(of team: any Team) throws -> Double {
    try team.gather(team.count) { _ in [Stopwatch.processSeconds] }.reduce(0, +)
  }

  /// Ends the process together with the others.
  static func exit(_ status: Int32) -> Never {
    if joined != nil {
      fflush(nil)
      // The others may have been lost, or wait for something that will not come.
      if status != 0 { alarm(10) }
      MPITeam.leave()
      // MPI and a thread of ours are still there; nothing of ours is left to be done at the exit.
      _exit(status)
    }
    if Launch.current.rank > 0 {
      // A launcher ends all processes by the first that fails; rank 0 is to say why.
      usleep(500_000)
    }
    Glibc.exit(status)
  }
}
