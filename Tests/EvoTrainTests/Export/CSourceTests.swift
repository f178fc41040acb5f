import CKernels
import EvoCore
import EvoExport
import EvoRun
import EvoTestSupport
import Foundation
import Testing

/// The C file of a policy, compiled and called.
@Suite(
  "Policies in C", .enabled(if: Tool.cCompiler != nil, "needs a C compiler"))
struct CSourceTests {
  private static let strict = ["-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror"]

  /// The instructions that this processor has, as flags; without any, C makes its own multiply-adds.
  static let instructions =
    ck_variant_available(Int32(CK_AVX2)) == 1 ? [["-O2"], ["-O3", "-mfma", "-mavx2"]] : [["-O2"]]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func compile(_ arguments: [String]) throws {
    let result = try Tool.run(try #require(Tool.cCompiler), arguments)
    #expect(result.status == 0, "\(String(decoding: result.output, as: UTF8.self))")
  }

  private typealias Head =
    @convention(c) (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  private typealias Choose = @convention(c) (UnsafePointer<Float>) -> Int32
  private typealias Answer = @convention(c) (UnsafePointer<Float>) -> Float

  @Test(
    "10,000 observations give the bits of the program, without a warning of the compiler",
    arguments: instructions)
  func bitEqual(flags: [String]) throws {
    var sources: [String] = []
    for (name, file) in ExportSamples.all {
      sources.append(folder("\(name).c"))
      _ = try file.export(to: folder("\(name).c"))
    }
    #expect(sources.count >= 12 + 5)
    // All in one library: their names do not collide.
    try compile(Self.strict + flags + ["-shared", "-fPIC", "-o", folder("all.so")] + sources)
    let library = try #require(dlopen(folder("all.so"), RTLD_NOW))
    defer { dlclose(library) }
    for (name, file) in ExportSamples.all {
      let prefix = name.replacingOccurrences(of: "-", with: "_")
      let head = try #require(dlsym(library, "\(prefix)_head"))
      let act = try #require(dlsym(library, "\(prefix)_act"))
      let observations = ExportSamples.observations(10_000, for: file.policy)
      let expected = ExportSamples.answers(file.policy, observations)
      var found: (outputs: [Float], actions: [Float]) = ([], [])
      var numbers = [Float](repeating: 0, count: file.policy.head.outputCount)
      for observation in observations {
        unsafeBitCast(head, to: Head.self)(observation, &numbers)
        found.outputs += numbers
        switch file.policy.head {
        case .discrete:
          let choice = unsafeBitCast(act, to: Choose.self)(observation)
          found.actions.append(choice < 0 ? .nan : Float(choice))
        case .continuous:
          unsafeBitCast(act, to: Head.self)(observation, &numbers)
          found.actions += numbers
        case .value: found.actions.append(unsafeBitCast(act, to: Answer.self)(observation))
        }
      }
      #expect(bits(found.outputs) == bits(expected.outputs), "\(name): outputs")
      #expect(bits(found.actions) == bits(expected.actions), "\(name): actions")
      #expect(Set(bits(found.outputs)).count > 1000, "\(name): the observations differ")
    }
  }

  @Test("cart-pole is at most 4 kB of object code that needs nothing of a library")
  func size() throws {
    let file = try #require(ExportSamples.named("cartpole"))
    _ = try file.export(to: folder("cartpole.c"))
    try compile(Self.strict + ["-Os", "-c", "-o", folder("cartpole.o"), folder("cartpole.c")])
    if let size = Tool.path("size", "llvm-size") {
      let output = try Tool.run(size, [folder("cartpole.o")]).output
      let row = String(decoding: output, as: UTF8.self).split(separator: "\n").last ?? ""
      let total = try #require(Int(row.split(whereSeparator: \.isWhitespace)[3]))
      #expect((1000...4096).contains(total))
    }
    if let symbols = Tool.path("nm", "llvm-nm") {
      #expect(try Tool.run(symbols, ["-u", folder("cartpole.o")]).output.isEmpty)
    }
  }

  @Test("the square root and the multiply-add that the file brings are correctly rounded")
  func helpers() throws {
    let file = try #require(ExportSamples.named("layer-normed"))
    _ = try file.export(to: folder("p.c"))
    let main = """
      #include "p.c"
      #include <math.h>
      float check_root(float x) { return p_root(x); }
      float check_fma(float a, float b, float c) { return p_fma(a, b, c); }
      """
    try folder.write(main, to: "main.c")
    try compile(
      Self.strict + ["-O2", "-shared", "-fPIC", "-o", folder("p.so"), folder("main.c")])
    let library = try #require(dlopen(folder("p.so"), RTLD_NOW))
    defer { dlclose(library) }
    typealias Root = @convention(c) (Float) -> Float
    typealias MultiplyAdd = @convention(c) (Float, Float, Float) -> Float
    let root = unsafeBitCast(try #require(dlsym(library, "check_root")), to: Root.self)
    let multiplyAdd = unsafeBitCast(try #require(dlsym(library, "check_fma")), to: MultiplyAdd.self)
    func differs(_ a: Float, _ b: Float, _ c: Float) -> Bool {
      bits([multiplyAdd(a, b, c)]) != bits([c.addingProduct(a, b)])
    }
    var random = Random(test: 3)
    var wrong = (products: 0, roots: 0)
    for _ in 0..<20_000 {
      // Any number at all: infinities, NaNs and subnormal ones as well.
      let any = (0..<3).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
      if differs(any[0], any[1], any[2]) { wrong.products += 1 }
      // Sums that nearly cancel.
      let near = -any[0] * any[1] * (1 + random.uniform(-1e-6, 1e-6))
      if differs(any[0], any[1], near) { wrong.products += 1 }
      // An odd product of 25 bits lies half way between two numbers: the least addend decides.
      let odd = Float(3 + 2 * (random.next() % 3))
      let other = Float((Int(Float(1 << 24) / odd) + 1 + Int(random.next() % 1_000_000)) | 1)
      for least in [Float(0x1p-40), -0x1p-40, 0, 0x1p-140, -0x1p-140] {
        if differs(odd, other, least) { wrong.products += 1 }
      }
      let positive = abs(any[1])
      if positive.isNormal, root(positive) != positive.squareRoot() { wrong.roots += 1 }
    }
    #expect(wrong == (0, 0))
  }
}
