import EvoCore
import EvoEnvs
import EvoTrain
let args = CommandLine.arguments
let config = try TrainingConfiguration.load(path: args[1], overrides: Array(args.dropFirst(2)))
let kind = EnvironmentCatalog.kind(named: config.env)!
let trainer = try Trainer(config, kind: kind, workers: ThreadWorkers(count: 1))
while trainer.stopReason == nil {
  let r = try trainer.runGeneration()
  if r.generation % 50 == 0 { print(r.generation, r.envSteps, r.fitness.mean, r.fitness.max, r.evaluation?.returnMean ?? .nan, r.update.updateNorm, Int(r.envStepsPerSecond)) }
}
print(trainer.stopReason!, trainer.state.generation, trainer.state.envSteps, trainer.state.evaluation!.summary.returnMean, trainer.seconds, Stopwatch.processSeconds)
