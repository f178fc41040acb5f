import EvoRL

var configuration = TrainingConfiguration(env: "cartpole")
configuration.policy.hidden = [16]
configuration.strategy.population = 64
configuration.optimizer.learningRate = .constant(0.1)

let trainer = try Trainer(configuration, in: EnvironmentLibrary().entry("cartpole"))
while trainer.stopReason == nil {
  let report = try trainer.runGeneration()
  print(report.generation, report.fitness.mean)
}
try trainer.policyFile(name: "cartpole").write(to: "cartpole.safetensors")
