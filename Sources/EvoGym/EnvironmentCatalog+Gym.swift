import EvoCore
import EvoEnvs

extension EnvironmentCatalog.Entry {
  /// An environment of Gymnasium, or of a Python package that follows it. Workers of Python step it, as many
  /// as there are threads that play.
  ///
  /// A result depends on its seeds as far as the environment does: what it draws otherwise than from the seed
  /// of its `reset`, nobody can repeat.
  ///
  /// - Throws: `GymError`.
  public init(_ address: GymAddress) throws(GymError) {
    let spec = try GymWorkers.spec(of: address)
    self.init(
      EnvironmentKind(spec: spec) { GymBlock(address, spec: spec, capacity: $0) },
      makeStage: { GymStage(address, spec: spec) })
  }
}
