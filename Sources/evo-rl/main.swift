import EvoCore
import EvoEnvs
import Glibc

func now() -> Double { var t = timespec(); clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); return Double(t.tv_sec) + 1e-9 * Double(t.tv_nsec) }
func bench() throws {
  let kind = EnvironmentKind(spec: CartPole.spec) { _ in CartPoleBlock() }
  let stride = 64
  let obs = AlignedBuffer<Float>(count: 4 * stride, filledWith: 0.01), act = AlignedBuffer<Float>(count: 2 * stride, filledWith: 0)
  let rew = AlignedBuffer<Float>(count: stride, filledWith: 0), term = AlignedBuffer<Int32>(count: stride, filledWith: 0), alive = AlignedBuffer<UInt16>(count: 4, filledWith: 0xffff)
  let block = LaneBlock(stride: stride, observation: obs.base, action: act.base, reward: rew.base, terminated: term.base, alive: alive.base)
  let env = try kind.makeBlock(stride)
  for _ in 0..<3 {
  var t = now()
  let n = 1_000_000
  for i in 0..<n { env.step(lanes: stride, in: block); if i % 64 == 0 { for k in 0..<4*stride { obs.base[k] = 0.01 } } }
  t = now() - t
  print("cartpole block \(Double(n * stride) / t / 1e6) M/s")
  }
  let net = Network(widths: [4, 32, 2], activation: .tanh, virtualBatchNorm: false)
  let policy = Policy(network: net, head: ActionHead(CartPole.spec.action), parameters: net.initialParameters(seed: 1), normalizer: nil, reference: nil)
  for s in [64, 128, 256] {
  let runner = try LaneRunner(kind: kind, policy: policy, rank: 1, stride: s)
  for sigma in [0.02 as Float, 0.5] {
  var t = now(); var steps = 0
  for g in 0..<20 {
    let gen = Generation(seed: 1, index: g, memberCount: 4096, sigma: sigma, antithetic: true)
    let task = RolloutTask(plan: EpisodePlan(seed: 1, domain: .trainingEpisode, index: g, episodesPerMember: 1, sharing: .generation), generation: gen, observationCount: 0)
    runner.run(task, perturbation: GaussianPerturbation(rank: 1), width: s, shift: [])
    for j in 0..<4096 { steps += Int(task.outcome(j).length) }
  }
  t = now() - t
  print("stride \(s) sigma \(sigma) rollout \(Double(steps) / t / 1e6) M/s mean len \(Double(steps)/20/4096)")
  }
  }
}
try bench()
