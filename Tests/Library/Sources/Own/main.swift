// Trains, saves, resumes, evaluates, checks and draws an environment that evo-rl does not know.
// The folder for what is written is the only argument.
import EvoRL

/// A promise of the library that was not kept ends the program.
func expect(_ isTrue: Bool, _ promise: String) {
  guard !isTrue else { return print("kept: \(promise)") }
  fatalError("not kept: \(promise)")
}

let folder = CommandLine.arguments[1]
let lift = EnvironmentCatalog.Entry(Lift.spec) { Lift() }

expect(
  try EnvironmentCheck(lift).findings().allSatisfy(\.isKept),
  "an own environment keeps the contract of all environments")

var configuration = TrainingConfiguration(env: "lift")
configuration.policy.hidden = [8]
configuration.strategy.population = 32
configuration.stop.solved = false
configuration.stop.generations = 40

do {
  // A run holds its folder as long as it lives.
  let run = try TrainingRun.start(configuration, in: lift, path: "\(folder)/run")
  _ = try run.run { _ in }
  expect((run.evaluation?.returnMean ?? 0) > 185, "a policy learns it")
}

let saved = try PolicyFile(path: "\(folder)/run/policy.safetensors")
guard let claimed = saved.evaluation else { fatalError("the policy's file has no evaluation") }
let played = try Evaluator(kind: lift.kind, rank: 0, workers: ThreadWorkers(count: 1))
  .evaluate(
    saved.policy, plan: .evaluation(seed: claimed.seed, episodes: claimed.episodes))
expect(played == claimed, "a saved policy plays what its training reported")

let act = PolicyActor(saved.policy)
expect(
  act([-3, 0])[0] > act([3, 0])[0] && (0...20).contains(act([-3, 0])[0]),
  "a policy acts on an observation: more power below the floor than above")

let alone = try Trainer(configuration, in: lift, workers: ThreadWorkers(count: 1))
while alone.stopReason == nil { _ = try alone.runGeneration() }
expect(
  alone.policy.parameters == saved.policy.parameters,
  "a training in memory on one worker gives the bytes of a run in a folder")

let further = try TrainingRun.resume(
  "\(folder)/run", in: lift, change: { $0.stop.generations = 45 })
_ = try further.run { _ in }
configuration.stop.generations = 45
let whole = try Trainer(configuration, in: lift)
while whole.stopReason == nil { _ = try whole.runGeneration() }
expect(
  further.trainer.policy.parameters == whole.policy.parameters,
  "a resumed run gives the bytes of one that was never left")

let scene = try RolloutScene(
  [RolloutTake(saved.policy, player: .center(seed: 1, episode: 0, episodes: 1), label: "lift")],
  in: lift, tempo: RolloutTempo(of: lift.spec, for: .webp))
let sheet = try scene.contactSheet(of: 6, workers: ThreadWorkers(count: 2))
try AtomicFile.write(PNG.encode(sheet.canvas()), to: "\(folder)/lift.png")
try scene.writeFilm(
  to: "\(folder)/lift.webp", width: 120, height: 80, workers: ThreadWorkers(count: 2))
expect(scene.returns.count == 1 && sheet.pictures.count == 6, "its episodes are drawn")

configuration.strategy = StrategyConfiguration(.bestQuarter)
configuration.strategy.population = 32
let search = try Trainer(configuration, in: lift)
while search.stopReason == nil { _ = try search.runGeneration() }
expect(try search.evaluateCenter().returnMean > 185, "a strategy of one's own learns it too")
