/// Why processes that were started together cannot train together.
public enum MPIError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The program was built without MPI.
  case notBuilt(count: Int)
  /// MPI does not start, or lets only one thread speak.
  case noStart
  /// The launcher has started several, and MPI knows of fewer.
  case strangers(launched: Int, met: Int)

  public var description: String {
    switch self {
    case .notBuilt(let count):
      "this evo-rl was built without MPI: each of the \(count) processes would train alone; build it by "
        + "'./evo-rl install PREFIX --mpi' or 'swift build -c release --product evo-rl --traits MPI'"
    case .noStart:
      "MPI does not start, or not for several threads (MPI_THREAD_MULTIPLE); "
        + "'mpirun --version' shows which one is there"
    case .strangers(let launched, let met):
      "\(launched) processes were started, but MPI knows of \(met): the launcher and the MPI library do "
        + "not belong together; start with the mpirun of the library that evo-rl was built with "
        + "(in a Slurm job as well), or with 'srun --mpi=pmix'"
    }
  }
}
