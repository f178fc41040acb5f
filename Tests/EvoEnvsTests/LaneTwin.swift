import CBox2D
import EvoCore
import EvoEnvs
import EvoTestSupport
import Synchronization
import Testing

/// An environment of Box2D in its two block forms, in lanes and one world after the other, which
/// play the same episodes.
final class LaneTwin {
  let spec: EnvironmentSpec
  let lanes: Int
  private let forms: [any EnvironmentBlock]
  private let memories: [LaneMemory]
  private var ages: [Int]
  private var nextSeed: UInt64 = 1
  private(set) var episodes = 0
  /// The last rewards of the episodes that ended by themselves.
  private(set) var lastRewards: [Float] = []

  /// - Parameter lanes: those that play; the blocks have room for a few more.
  init<E: Environment & ~Copyable>(_ kind: EnvironmentKind, lanes: Int, make: () -> E) throws {
    spec = kind.spec
    self.lanes = lanes
    let stride = roundedToLanes(lanes + 1)
    forms = [try kind.makeBlock(stride), LanewiseBlock(capacity: stride, make: make)]
    memories = forms.map { _ in LaneMemory(kind.spec, stride: stride) }
    ages = [Int](repeating: 0, count: lanes)
    for lane in 0..<lanes { begin(lane) }
  }

  /// What the form in lanes shows and is driven by.
  var block: LaneBlock { memories[0].block }

  private func begin(_ lane: Int) {
    ages[lane] = 0
    for (form, memory) in zip(forms, memories) {
      var random = Random(seed: nextSeed, domain: .probe)
      memory.setAlive(lane, true)
      form.reset(lane: lane, random: &random, in: memory.block)
    }
    nextSeed += 1
  }

  /// Copies the actions from the form in lanes, steps both, the first with the given instruction set,
  /// and starts episodes anew that ended. Returns the first lane in which a bit differs.
  func step(variant: LaneVariant) -> Int? {
    for index in 0..<spec.action.width * block.stride {
      memories[1].block.action[index] = block.action[index]
    }
    variant.use { forms[0].step(lanes: block.stride, in: block) }
    forms[1].step(lanes: block.stride, in: memories[1].block)
    for lane in 0..<lanes {
      if bits(lane, 0) != bits(lane, 1) { return lane }
      ages[lane] += 1
      let isOver = block.terminated[lane] != 0
      if isOver { lastRewards.append(block.reward[lane]) }
      if isOver || ages[lane] == spec.stepLimit {
        episodes += 1
        begin(lane)
      }
    }
    return nil
  }

  private func bits(_ lane: Int, _ form: Int) -> [UInt32] {
    let block = memories[form].block
    let words = memories[form].observation(lane).map(\.bitPattern)
    return words + [block.reward[lane].bitPattern, UInt32(bitPattern: block.terminated[lane])]
  }
}

/// An instruction set that the lanes of Box2D were compiled for.
struct LaneVariant: Sendable {
  let number: Int32

  /// Those that this processor can run.
  static let available = (0..<Int32(CB2_VARIANTS)).filter { cb2_variant_available($0) != 0 }
    .map(LaneVariant.init)

  private static let switching = Mutex(())

  /// The choice is one for the whole process. Tests that run beside it see other code with the same
  /// bits.
  func use(_ body: () -> Void) {
    Self.switching.withLock { _ in
      let before = cb2_variant()
      defer { _ = cb2_select_variant(before) }
      #expect(cb2_select_variant(number) == 1)
      body()
    }
  }
}
