import EvoWords

/// Why a Gymnasium environment cannot be had, or goes on no longer.
public enum GymError: Error, Equatable, Sendable {
  case noPython(program: String, reason: String)
  case noGymnasium(python: String, reason: String)
  /// What the variable for it says instead of a time.
  case noTimeout(String)
  case unknown(GymAddress, nearest: String?)
  case noModule(GymAddress, module: String)
  /// What the worker says that the environment is.
  case refused(GymAddress, String)
  case endless(GymAddress)
  /// What Python has raised, with its place.
  case raised(GymAddress, String)
  /// How the process has ended, in words.
  case died(GymAddress, String)
  case silent(GymAddress, seconds: Double)
  /// Something that is not what the worker says.
  case garbled(GymAddress, String)
  case system(GymAddress, String)
}

extension GymError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noPython(let program, let reason):
      "the Python program '\(abridged(program))' cannot be started (\(reason)); install it with 'apt-get "
        + "install python3 python3-venv', or name another one in \(GymPython.variable)"
    case .noGymnasium(let python, let reason):
      "Gymnasium cannot be imported (\(reason)); install it with '\(python) -m pip install gymnasium', or "
        + "name another Python in \(GymPython.variable)"
    case .noTimeout(let text):
      "\(GymPython.timeoutVariable): expected seconds from 0.001 to 1000000, found '\(abridged(text))'"
    case .unknown(let address, let nearest?):
      "\(address): Gymnasium knows no environment '\(abridged(address.id))'; did you mean "
        + "'\(GymAddress.prefix)\(nearest)'?"
    case .unknown(let address, nil):
      "\(address): Gymnasium knows no environment '\(abridged(address.id))'; 'import gymnasium; "
        + "gymnasium.pprint_registry()' lists them, and gym:my_package:MyEnv-v0 names one that a package of "
        + "your own registers"
    case .noModule(let address, let module):
      "\(address): there is no Python module '\(abridged(module))', neither in the current folder nor "
        + "installed"
    case .refused(let address, let problem):
      "\(address): \(problem)"
    case .endless(let address):
      "\(address): it says no max_episode_steps, so an episode might never end; give it one, as with "
        + "--set 'gym.kwargs={max_episode_steps: 1000}'"
    case .raised(let address, let error):
      "\(address): \(error)"
    case .died(let address, let how):
      "\(address): its Python process \(how)"
    case .silent(let address, let seconds):
      "\(address): its Python process has not answered for \(NumberText.significant(seconds, 6)) s; "
        + "\(GymPython.timeoutVariable) sets how long it may take"
    case .garbled(let address, let text):
      "\(address): its Python process says '\(abridged(text))', which is no answer"
    case .system(let address, let reason):
      "\(address): no memory to share with Python: \(reason)"
    }
  }
}
