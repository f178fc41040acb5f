import EvoCore
import EvoWords

extension TestFunction {
  /// The function of that name.
  public static func find(_ name: String) throws(ObjectiveError) -> TestFunction {
    guard let function = named(name) else {
      let known = all.map(\.name)
      throw .unknownFunction(name, nearest: nearestName(to: name, in: known), known: known)
    }
    return function
  }
}
