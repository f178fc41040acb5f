/// Memory for the kernels: 64-byte aligned, made once, never resized, freed with its owner.
public struct AlignedBuffer<Element: BitwiseCopyable>: ~Copyable {
  public let base: UnsafeMutablePointer<Element>
  public let count: Int

  /// Room for `count` elements, each set to `value`.
  public init(count: Int, filledWith value: Element) {
    let bytes = max(count, 1) * MemoryLayout<Element>.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Element.self, capacity: max(count, 1))
    base.initialize(repeating: value, count: count)
    self.count = count
  }

  deinit {
    UnsafeMutableRawPointer(base).deallocate()
  }
}

/// `count` rounded up to whole vectors of 16 lanes.
@inlinable
public func roundedToLanes(_ count: Int) -> Int { (count + 15) & ~15 }
