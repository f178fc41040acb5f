import EvoWords

/// What a caller of the C interface asked for that cannot be.
enum InterfaceError: Error, Equatable {
  case noName
  case noBatch
  case noBuffer(String)
  case wrongCount(Int64, largest: Int64)
  case unknownAutoreset(Int32)
  case wrongStepLimit(Int32)
  case wrongThreads(Int32)
  case foreignEnvironment(String)
  case busy
  case noChoice(Int64, lane: Int, choices: Int)
  case notBegun(lane: Int)
  case ended(lane: Int)
  case noLane(Int64, count: Int)
  case notDrawn
}

extension InterfaceError: CustomStringConvertible {
  var description: String {
    switch self {
    case .noName: "the name of the environment is missing, or is not UTF-8"
    case .noBatch: "there is no batch: the pointer is NULL"
    case .noBuffer(let name): "'\(name)' is NULL"
    case .wrongCount(let count, let largest):
      "a batch has 1 to \(largest) environments, not \(count)"
    case .unknownAutoreset(let mode):
      "autoreset is 0 (next step), 1 (same step) or 2 (disabled), not \(mode)"
    case .wrongStepLimit(let limit):
      "a step limit is a number of steps, 0 for the environment's own or -1 for none, not \(limit)"
    case .wrongThreads(let count): "threads are 0 (as many as are worth it) or more, not \(count)"
    case .foreignEnvironment(let name):
      "'\(abridged(name))' is an environment of Gymnasium; gymnasium.make makes it"
    case .busy: "another thread is using this batch; a batch serves one thread at a time"
    case .noChoice(let choice, let lane, let choices):
      "action \(choice) of environment \(lane) is none of its choices, which are 0 to \(choices - 1)"
    case .notBegun(let lane): "environment \(lane) has to be reset before its first step"
    case .ended(let lane):
      "the episode of environment \(lane) has ended, and autoreset is disabled: reset it before the next step"
    case .noLane(let index, let count): "the batch has environments 0 to \(count - 1), not \(index)"
    case .notDrawn: "this batch was made without 'draws'"
    }
  }
}
