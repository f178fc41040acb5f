import EvoCore

/// Chooses what is tried next. What it chooses is a function of the seed, of the number of the trial and
/// of the trials before its batch, so that a study that goes on after a kill tries the same.
public protocol Sampler: AnyObject {
  /// How many trials are chosen together, before any of them is known.
  var batch: Int { get }
  /// Values for the trials with these numbers, all of one batch.
  ///
  /// - Parameter history: the trials before the batch, with the numbers 0 and up; none is running.
  func propose(_ numbers: Range<Int>, after history: ArraySlice<Trial>) -> [Assignment]
}

/// The samplers by name.
public enum SamplerKind: String, CaseIterable, Sendable {
  case random
  case halton
  case sobol
  case tpe
  case cmaES = "cma-es"
  case evolution

  /// - Throws: `LinearAlgebra.NoBuffer` where there is no room for what CMA-ES computes with.
  /// - Parameter batch: trials that are chosen together; a generation of CMA-ES is one batch.
  public func sampler(
    _ space: SearchSpace, maximizes: Bool, seed: UInt64, batch: Int
  ) throws -> any Sampler {
    let task = SamplerTask(space: space, maximizes: maximizes, seed: seed, batch: batch)
    switch self {
    case .random: return RandomSampler(task)
    case .halton: return HaltonSampler(task)
    case .sobol: return SobolSampler(task)
    case .tpe: return TreeParzenSampler(task)
    case .cmaES:
      try LinearAlgebra.requireBuffer()
      return MarginSampler(task)
    case .evolution: return EvolutionSampler(task)
    }
  }
}

/// What every sampler knows.
struct SamplerTask: Sendable {
  let space: SearchSpace
  let maximizes: Bool
  let seed: UInt64
  let batch: Int

  var dimension: Int { space.parameters.count }

  /// The random numbers of a trial.
  func random(_ number: Int) -> Random {
    Random(seed: seed, domain: .probe, index: UInt32(truncatingIfNeeded: number))
  }

  /// The finished trials, best first; of equal ones the earlier first.
  func ranked(_ history: some Sequence<Trial>) -> [Trial] {
    history.sorted { first, second in
      let (a, b) = (
        Standing(first, maximizes: maximizes), Standing(second, maximizes: maximizes)
      )
      return a == b ? first.number < second.number : b < a
    }
  }

  /// Evenly spread places for a trial: Halton's sequence, shifted by the seed (Cranley and Patterson).
  func spread(_ number: Int) -> Assignment {
    var shift = Random(seed: seed, domain: .probe, substream: 1)
    let places = (0..<dimension).map { index in
      let place = Self.radicalInverse(number, base: Self.prime(index)) + shift.unit()
      return place - place.rounded(.down)
    }
    return space.assignment(at: places)
  }

  func scattered(_ number: Int) -> Assignment {
    var random = random(number)
    return space.assignment(at: (0..<dimension).map { _ in random.unit() })
  }

  private static func radicalInverse(_ number: Int, base: Int) -> Double {
    var (rest, share, place) = (number, 1 / Double(base), 0.0)
    while rest > 0 {
      place += Double(rest % base) * share
      rest /= base
      share /= Double(base)
    }
    return place
  }

  private static func prime(_ index: Int) -> Int {
    var (candidate, found) = (2, 0)
    while true {
      if (2..<candidate).allSatisfy({ candidate % $0 != 0 }) {
        if found == index { return candidate }
        found += 1
      }
      candidate += 1
    }
  }
}

extension Random {
  /// A uniform number in [0, 1) with 53 bits.
  package mutating func unit() -> Double {
    let high = UInt64(next()) << 21
    return Double(high ^ UInt64(next() >> 11)) * 0x1p-53
  }
}
