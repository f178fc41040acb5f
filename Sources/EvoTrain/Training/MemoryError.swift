import EvoFiles

/// A training needs more memory than there is.
public struct MemoryError: Error, Equatable, Sendable {
  public var need: MemoryNeed
  public var available: Int
}

extension MemoryError: CustomStringConvertible {
  public var description: String {
    let remedy =
      need.network > need.population
      ? "policy.hidden or --workers" : "strategy.population or strategy.episodes"
    // Where there is memory, it is address space that is short.
    let bytes = available < need.total ? need.total : need.total + need.reserved
    return "the training needs about \(FreeMemory.text(bytes)) of memory, "
      + "but only \(FreeMemory.text(available)) are left; lower \(remedy)"
  }
}
