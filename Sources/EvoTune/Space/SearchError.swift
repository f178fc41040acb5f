import EvoWords
import EvoYAML

/// What is wrong with a search file or a space: where, which key, and the way out.
public struct SearchError: Error, Equatable, Sendable, CustomStringConvertible {
  public var place: YAMLPlace
  public var key: String
  public var problem: String

  package init(_ place: YAMLPlace, _ key: String, _ problem: String) {
    self.place = place
    self.key = key
    self.problem = problem
  }

  package init(_ error: YAMLError) {
    self.init(error.place, "", error.problem.message)
  }

  public var description: String {
    [place.description, abridged(key), problem].filter { !$0.isEmpty }.joined(separator: ": ")
  }
}
