/// A promise that was not kept. A contract is a set of functions that throw this, so that any test
/// can hold any implementation to it.
public struct ContractViolation: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

func require(_ condition: Bool, _ promise: @autoclosure () -> String) throws(ContractViolation) {
  if !condition { throw ContractViolation(promise()) }
}
