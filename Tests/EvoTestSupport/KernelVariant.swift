import CKernels
import Synchronization

/// An instruction set that the kernels were compiled for.
public struct KernelVariant: Sendable, CustomStringConvertible {
  let number: Int32

  public var description: String { String(cString: ck_variant_name(number)) }

  /// Those that this processor can run.
  public static let available = (0..<Int32(CK_VARIANTS)).filter { ck_variant_available($0) != 0 }
    .map(KernelVariant.init)

  private static let switching = Mutex(())

  /// Runs `body` with each available variant in turn, and then returns to the one from before.
  ///
  /// The choice is one for the whole process, so only one test at a time may switch. Tests that run
  /// beside it see other kernels with the same bits: the table is pointers to code that all stay
  /// valid.
  public static func forEach(_ body: (KernelVariant) throws -> Void) rethrows {
    try switching.withLock { _ in
      let before = ck_variant()
      defer { ck_select_variant(before) }
      for variant in available {
        ck_select_variant(variant.number)
        try body(variant)
      }
    }
  }
}
