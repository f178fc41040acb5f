/// Why runs cannot be compared.
public enum CompareError: Error, Equatable, Sendable {
  case noRuns(group: String)
  case noMatch(pattern: String)
  case noEvaluations(path: String)
  case noColumn(path: String, name: String)
  case differentTasks(first: String, task: String, other: String, otherTask: String)
  case sameTraining(first: String, other: String, seed: UInt64)
}

extension CompareError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noRuns(let group):
      "no runs in group '\(group)'; name run folders, such as \(group)=runs/a-*"
    case .noMatch(let pattern):
      "\(pattern): no folder has such a name; 'ls runs' shows those that there are"
    case .noEvaluations(let path):
      "\(path): no evaluation in its metrics yet; let it train longer, or set evaluation.every"
    case .noColumn(let path, let name):
      "\(path): no column '\(name)'; the file is not one that this evo-rl wrote"
    case .differentTasks(let first, let one, let other, let two):
      "\(first) is of \(one) and \(other) is of \(two): their returns cannot be compared; "
        + "compare runs of one environment"
    case .sameTraining(let first, let other, let seed):
      "\(first) and \(other) are the same training, with seed \(seed): counting it twice would make the "
        + "result look surer than it is; name one of them"
    }
  }
}
