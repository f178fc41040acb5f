import CMPI
import EvoFiles

/// What a launcher such as `mpirun` or `srun` has told this process in its environment.
public struct Launch: Sendable, Equatable {
  public var rank = 0
  /// How many processes were started together; 1 when nobody says.
  public var count = 1

  public static let current = Launch(variable: Whereabouts.variable)

  /// Whether this program was built to be one of several (the trait MPI).
  public static var isBuilt: Bool { cmpi_is_built() != 0 }

  /// How many cores the launcher has bound this process to; 0 where that is not known.
  public static var boundCores: Int { Int(cmpi_bound_cores()) }

  /// What Open MPI, MPICH (and its relatives) and Slurm call rank and count.
  private static let names = [
    ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), ("PMI_RANK", "PMI_SIZE"),
    ("SLURM_PROCID", "SLURM_STEP_NUM_TASKS"),
  ]

  init(variable: (String) -> String?) {
    for (rank, count) in Self.names {
      guard let rank = variable(rank).flatMap({ Int($0) }),
        let count = variable(count).flatMap({ Int($0) }), count > 1
      else { continue }
      (self.rank, self.count) = (rank, count)
      return
    }
  }
}
