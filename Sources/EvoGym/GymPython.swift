import EvoFiles

/// The Python that workers run in, and how long it may take.
enum GymPython {
  static let variable = "EVO_RL_PYTHON"
  static let timeoutVariable = "EVO_RL_GYM_TIMEOUT"

  /// The program: what `EVO_RL_PYTHON` names, else `python3`, which in an activated virtual environment is
  /// that environment's.
  static var program: String {
    let named = Whereabouts.variable(variable) ?? ""
    return named.isEmpty ? "python3" : named
  }

  /// Seconds that a worker may take for one answer, a minute where nothing is said.
  static func timeout() throws(GymError) -> Double {
    guard let text = Whereabouts.variable(timeoutVariable), !text.isEmpty else { return 60 }
    guard let seconds = Double(text), (0.001...1_000_000).contains(seconds) else {
      throw .noTimeout(text)
    }
    return seconds
  }

  /// The script that a worker runs.
  static let script = String(decoding: PackageResources.worker_py, as: UTF8.self)
}
