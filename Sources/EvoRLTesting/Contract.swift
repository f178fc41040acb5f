import EvoEnvs
import EvoPlay
import Testing

/// Expects that an environment keeps every promise that environments make: the test that those built in
/// are held to, for one of your own.
///
///     @Test("the lift keeps the contract") func contract() throws { try expectContract(of: lift) }
///
/// - Throws: what making the environment throws.
public func expectContract(
  of environment: EnvironmentCatalog.Entry, twinSteps: Int = 200,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  for finding in try EnvironmentCheck(environment, twinSteps: twinSteps).findings() {
    #expect(
      finding.isKept, "\(finding.promise): \(finding.detail)", sourceLocation: sourceLocation)
  }
}
