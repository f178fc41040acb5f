import CLAPACK
import Glibc
import Synchronization

/// Dense linear algebra in double precision, by LAPACK. Matrices are column-major.
///
/// One thread, so that a result does not depend on how many cores there are. It does depend on the
/// processor: OpenBLAS sums in an order that suits the machine.
package enum LinearAlgebra {
  private static let library: Void = openblas_set_num_threads(1)
  /// Whether OpenBLAS has its buffer, which it takes at the first call and keeps.
  private static let lock = Mutex(false)
  private static let bufferBytes = (128 << 20) + (1 << 16)

  /// The kind of processor for which OpenBLAS has chosen its kernels, which decide the last bits.
  package static let processor = openblas_get_corename().map { String(cString: $0) } ?? "unknown"

  /// OpenBLAS without threads shares its buffers between its callers: of two calls at once, one in a
  /// hundred came back with wrong numbers.
  private static func alone<Result: Sendable>(_ call: () -> Result) -> Result {
    lock.withLock { hasBuffer in
      _ = library
      if !hasBuffer { hasBuffer = takeBuffer() }
      // Where it is refused its buffer, OpenBLAS asks again and again, for ever.
      precondition(hasBuffer, "failed to allocate the buffer of OpenBLAS; see requireBuffer")
      return call()
    }
  }

  /// Why nothing can be computed.
  package struct NoBuffer: Error, CustomStringConvertible {
    package let description =
      "there is no room for the buffer of OpenBLAS, \(bufferBytes >> 20) MB of address space; raise the "
      + "limit (ulimit -v)"
  }

  /// Takes the buffer that the first call takes. To be asked before, by whoever is not refused for want of
  /// `reservedBytes`.
  package static func requireBuffer() throws(NoBuffer) {
    let isTaken = lock.withLock { hasBuffer in
      _ = library
      if !hasBuffer { hasBuffer = takeBuffer() }
      return hasBuffer
    }
    guard isTaken else { throw NoBuffer() }
  }

  /// By the smallest call that needs it, if there is room.
  private static func takeBuffer() -> Bool {
    guard isGranted(bufferBytes) else { return false }
    var (one, zero, result, size) = (1.0, 0.0, 0.0, Int32(1))
    dsyrk_("L", "N", &size, &size, &one, [1.0], &size, &zero, &result, &size)
    return true
  }

  /// Bytes of address space that the first call of this process takes, and hardly uses.
  package static var reservedBytes: Int { lock.withLock { $0 ? 0 : bufferBytes } }

  private static func isGranted(_ bytes: Int) -> Bool {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    guard let start = mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, -1, 0), start != MAP_FAILED
    else { return false }
    munmap(start, bytes)
    return true
  }

  /// The product of a ([rows][inner]) and b ([inner][columns]).
  ///
  /// - Parameter transposed: take a as stored [inner][rows].
  static func product(
    _ a: [Double], _ b: [Double], rows: Int, inner: Int, columns: Int, transposed: Bool = false
  ) -> [Double] {
    var (m, n, k) = (Int32(rows), Int32(columns), Int32(inner))
    var (one, zero, lead) = (1.0, 0.0, transposed ? k : m)
    return [Double](unsafeUninitializedCapacity: rows * columns) { result, count in
      alone {
        dgemm_(
          transposed ? "T" : "N", "N", &m, &n, &k, &one, a, &lead, b, &k, &zero, result.baseAddress,
          &m)
      }
      count = rows * columns
    }
  }

  /// Adds the product of a ([rows][inner]) and the transpose of b ([columns][inner]) to c.
  static func addProduct(
    _ a: [Double], transposedRight b: [Double], to c: inout [Double], rows: Int, inner: Int,
    columns: Int
  ) {
    var (m, n, k, one) = (Int32(rows), Int32(columns), Int32(inner), 1.0)
    alone { dgemm_("N", "T", &m, &n, &k, &one, a, &m, b, &n, &one, &c, &m) }
  }

  /// c = alpha a a' + beta c, on the lower triangle of c ([size][size]); a is [size][columns].
  package static func addOuter(
    _ a: [Double], columns: Int, scale alpha: Double, to c: inout [Double], keeping beta: Double,
    size: Int
  ) {
    var (n, k, alpha, beta) = (Int32(size), Int32(columns), alpha, beta)
    alone { dsyrk_("L", "N", &n, &k, &alpha, a, &n, &beta, &c, &n) }
  }

  /// Eigenvalues, ascending, and the eigenvectors as columns, of the symmetric matrix whose lower
  /// triangle is given; nil when it holds a number that is not finite.
  package static func eigen(_ matrix: [Double], size: Int) -> (values: [Double], vectors: [Double])?
  {
    var vectors = matrix
    var values = [Double](repeating: 0, count: size)
    var (n, info, query) = (Int32(size), Int32(0), Int32(-1))
    var (workSize, integerSize) = (0.0, Int32(0))
    alone {
      dsyevd_("V", "L", &n, &vectors, &n, &values, &workSize, &query, &integerSize, &query, &info)
    }
    var (workCount, integerCount) = (Int32(workSize), integerSize)
    var work = [Double](repeating: 0, count: Int(workCount))
    var integers = [Int32](repeating: 0, count: Int(integerCount))
    alone {
      dsyevd_(
        "V", "L", &n, &vectors, &n, &values, &work, &workCount, &integers, &integerCount, &info)
    }
    guard info == 0, values.allSatisfy(\.isFinite) else { return nil }
    return (values, vectors)
  }
}
