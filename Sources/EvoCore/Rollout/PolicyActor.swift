/// A policy that acts on one observation after the other, for programs that have a loop of their own.
public final class PolicyActor {
  private let memory: LaneMemory
  private let block: PolicyBlock
  /// Numbers of an action.
  private let width: Int

  private static let lanes = 16

  public init(_ policy: Policy) {
    width = if case .discrete = policy.head { 1 } else { policy.head.outputCount }
    memory = LaneMemory(
      observations: policy.network.widths[0], actions: policy.head.outputCount, stride: Self.lanes)
    block = PolicyBlock(policy: policy, rank: 0, stride: Self.lanes)
    block.loadCenter(lane: 0)
    begin()
  }

  /// Starts an episode: the policy remembers nothing of an earlier one.
  public func begin() { block.begin(lane: 0) }

  /// The action for an observation, with the bits that episodes of the policy have.
  ///
  /// - Parameter observation: as many numbers as the policy has inputs, as the environment gives them.
  /// - Returns: the number of the choice, or one value per component of the action.
  public func callAsFunction(_ observation: [Float]) -> [Float] {
    precondition(observation.count == memory.observationCount, "one number per input of the policy")
    let lane = memory.block
    for (k, value) in observation.enumerated() { lane.observation[k * lane.stride] = value }
    block.act(lanes: Self.lanes, in: lane)
    return (0..<width).map { lane.action[$0 * lane.stride] }
  }
}
