import EvoCore

extension Trainer {
  /// Tells centers apart.
  package var centerChecksum: Int {
    var checksum = Checksum()
    checksum.add(state.strategy.center)
    return Int(checksum.value)
  }
}
