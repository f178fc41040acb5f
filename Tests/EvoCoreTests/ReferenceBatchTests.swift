import EvoCore
import EvoEnvs
import EvoTestSupport
import Testing

@Suite("Reference batch")
struct ReferenceBatchTests {
  @Test("the seed decides what is collected", arguments: EnvironmentCatalog.names)
  func deterministic(name: String) throws {
    let kind = try #require(EnvironmentCatalog.entry(named: name)).kind
    let batch = try ReferenceBatch.collect(count: 100, from: kind, seed: 3)
    #expect(batch == (try ReferenceBatch.collect(count: 100, from: kind, seed: 3)))
    #expect(batch != (try ReferenceBatch.collect(count: 100, from: kind, seed: 4)))
    #expect(batch.count == 100)
    #expect(batch.observations.count == 100 * kind.spec.observation.count)
  }

  @Test("a smaller batch is the beginning of a larger one", arguments: EnvironmentCatalog.names)
  func prefix(name: String) throws {
    let kind = try #require(EnvironmentCatalog.entry(named: name)).kind
    let large = try ReferenceBatch.collect(count: 300, from: kind, seed: 5)
    let small = try ReferenceBatch.collect(count: 33, from: kind, seed: 5)
    #expect(small.observations == Array(large.observations.prefix(small.observations.count)))
  }

  @Test("every component varies and lies inside its bounds", arguments: EnvironmentCatalog.names)
  func spread(name: String) throws {
    let spec = try #require(EnvironmentCatalog.entry(named: name)).kind.spec
    let kind = try #require(EnvironmentCatalog.entry(named: name)).kind
    let batch = try ReferenceBatch.collect(count: 256, from: kind, seed: 6)
    let width = spec.observation.count
    for (k, component) in spec.observation.enumerated() {
      let column = (0..<256).map { batch.observations[$0 * width + k] }
      // A contact has but two values.
      let values = Set(column)
      #expect(values.count > 50 || values == [0, 1], "\(component.name)")
      #expect(column.allSatisfy { $0 >= component.low && $0 <= component.high })
    }
  }
}
