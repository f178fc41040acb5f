/// What acts in a block of lanes: in each a copy of a policy, perturbed or not.
///
/// A lane's copy may remember. Its memory lives as long as an episode:
/// 1. `begin` leaves nothing of the lane's earlier episode behind.
/// 2. `act` of a lane is a function of what was loaded into it and of what the lane has observed
///    since `begin`: not of its place, of its neighbors, nor of the size of the block.
/// 3. A lane that was moved goes on as if it had stayed.
/// 4. What `save` writes and `restore` takes back, in any lane that was loaded and begun likewise,
///    goes on with the same bits.
///
/// A whole block is one call, so that the price of dynamic dispatch is paid once for all lanes, as
/// with an `EnvironmentBlock`.
package protocol LanePolicy: AnyObject {
  /// Takes over the parameters that the next members perturb.
  func setCenter(_ policy: Policy)

  /// Loads a member of a generation into `lane`.
  func load(
    member: Int, of generation: Generation, perturbation: some Perturbation, lane: Int)

  /// Loads 16 members into 16 lanes, the first a multiple of 16.
  func loadSixteen(
    members: UnsafePointer<Int32>, of generation: Generation, perturbation: some Perturbation,
    firstLane: Int)

  /// Loads the center itself into `lane`.
  func loadCenter(lane: Int)

  /// Starts an episode in `lane`, which has been loaded.
  func begin(lane: Int)

  /// Reads the observations of lanes `0..<lanes` (a multiple of 16) and writes their actions.
  func act(lanes: Int, in block: LaneBlock)

  /// Moves the policy of lane `source`, and what it remembers, into lane `target`.
  func moveLane(from source: Int, to target: Int)

  /// How many numbers a lane remembers from step to step.
  var stateCount: Int { get }

  /// Writes what a lane remembers.
  func save(lane: Int, to numbers: LaneWriter)

  /// Takes back what `save` wrote.
  func restore(lane: Int, from numbers: LaneReader)
}
