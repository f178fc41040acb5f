/// evo-rl for people who program: `import EvoRL` is all that is needed to train a policy, in an
/// environment of one's own or a built-in one, by a strategy of one's own or a built-in one, to save
/// it, to act with it and to draw it.
///
/// What to begin with:
/// - `Environment` and `Drawable` are what a new environment conforms to, `EnvironmentCatalog.Entry`
///   is how it is handed on, and `EnvironmentLibrary` finds those that exist by name.
/// - `TrainingConfiguration` holds every setting, `Trainer` trains in memory, one generation at a
///   time, and `TrainingRun` trains in a folder that can be resumed.
/// - `PolicyFile` is a policy on disk, `PolicyActor` acts with one, `Evaluator` plays episodes, `RolloutScene` draws
///   them, and `EnvironmentCheck` puts an environment through its contract.
/// - `Strategy` and `VectorStrategy` are what a new strategy conforms to.
@_exported import EvoCore
@_exported import EvoDraw
@_exported import EvoEnvs
@_exported import EvoExport
@_exported import EvoFiles
@_exported import EvoFilm
@_exported import EvoGym
@_exported import EvoOptimize
@_exported import EvoPlay
@_exported import EvoRun
@_exported import EvoTrain
