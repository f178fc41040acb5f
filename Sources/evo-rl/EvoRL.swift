import ArgumentParser
import EvoTrain

/// The command line: argument parsing and wiring, no algorithm.
@main
struct EvoRL: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evo-rl",
    abstract: "Train neural policies with evolution strategies.",
    discussion: """
      evo-rl train cartpole                          train, and see where the results are
      evo-rl eval runs/latest                        play 100 episodes with the result
      evo-rl render runs/latest --out frames         draw an episode as PNG files
      evo-rl list envs                               what there is to train in

      Results are the same for the same seed, whatever the number of workers.
      """,
    version: Version.text,
    subcommands: [
      TrainCommand.self, ResumeCommand.self, VerifyCommand.self, EvalCommand.self,
      RenderCommand.self, CheckCommand.self, OptimizeCommand.self, ListCommand.self,
      BenchCommand.self, ExperimentCommand.self, AnalyzeCommand.self,
    ])
}
