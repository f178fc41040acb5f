import CEvoRL
import EvoCore
import EvoEnvs
import EvoFiles
import EvoTrain
import EvoWords
import Glibc

// The functions of evo_rl.h, which documents them. Each catches what it throws.

/// Keeps an error for `evo_error`, and gives what the function returns then.
private func failed<Value>(_ error: any Error, _ value: Value) -> Value {
  LastError.set(error)
  return value
}

/// 0 if `body` went well, else -1.
private func status(_ batch: OpaquePointer?, _ body: (Batch) throws -> Void) -> Int32 {
  guard let batch else { return failed(InterfaceError.noBatch, -1) }
  do {
    let batch = Unmanaged<Batch>.fromOpaque(UnsafeRawPointer(batch)).takeUnretainedValue()
    try batch.exclusively { try body(batch) }
    return 0
  } catch {
    return failed(error, -1)
  }
}

@_cdecl("evo_interface")
public func evoInterface() -> Int32 { EVO_INTERFACE }

// Never freed: callers keep it.
nonisolated(unsafe) private let versionText = strdup(Version.text)

@_cdecl("evo_version")
public func evoVersion() -> UnsafePointer<CChar>? { versionText.map { UnsafePointer($0) } }

@_cdecl("evo_error")
public func evoError() -> UnsafePointer<CChar> { LastError.text }

@_cdecl("evo_make")
public func evoMake(_ name: UnsafePointer<CChar>?, _ options: UnsafePointer<evo_options>?)
  -> OpaquePointer?
{
  do {
    guard let name = name.flatMap({ String(validatingCString: $0) }), !name.isEmpty else {
      throw InterfaceError.noName
    }
    let batch = try Batch(name, BatchOptions(options?.pointee ?? evo_options()))
    return OpaquePointer(Unmanaged.passRetained(batch).toOpaque())
  } catch {
    return failed(error, nil)
  }
}

@_cdecl("evo_free")
public func evoFree(_ batch: OpaquePointer?) {
  guard let batch else { return }
  let kept = Unmanaged<Batch>.fromOpaque(UnsafeRawPointer(batch))
  // A fork has the memory but not the threads, and would wait for them.
  if kept.takeUnretainedValue().isAtHome { kept.release() }
}

@_cdecl("evo_names")
public func evoNames(_ home: UnsafePointer<CChar>?) -> UnsafeMutablePointer<CChar>? {
  let library = BatchOptions.library(home: home.flatMap { String(validatingCString: $0) })
  return strdup("[" + library.names.map(JSONObject.quoted).joined(separator: ",") + "]")
}

@_cdecl("evo_card")
public func evoCard(_ batch: OpaquePointer?) -> UnsafeMutablePointer<CChar>? {
  var text: UnsafeMutablePointer<CChar>?
  _ = status(batch) { text = strdup($0.spec.json(named: $0.spec.name, isWhole: true).text) }
  return text
}

@_cdecl("evo_free_text")
public func evoFreeText(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

@_cdecl("evo_reset")
public func evoReset(
  _ batch: OpaquePointer?, _ seeds: UnsafePointer<UInt64>?, _ mask: UnsafePointer<UInt8>?,
  _ observations: UnsafeMutablePointer<Float>?
) -> Int32 {
  status(batch) {
    guard let observations else { throw InterfaceError.noBuffer("observations") }
    $0.reset(seeds: seeds, mask: mask, observations: observations)
  }
}

@_cdecl("evo_step")
public func evoStep(_ batch: OpaquePointer?, _ buffers: UnsafePointer<evo_buffers>?) -> Int32 {
  status(batch) {
    guard let buffers else { throw InterfaceError.noBuffer("buffers") }
    try $0.step(buffers.pointee)
  }
}

@_cdecl("evo_render")
public func evoRender(
  _ batch: OpaquePointer?, _ index: Int64, _ width: Int32, _ height: Int32,
  _ rgb: UnsafeMutablePointer<UInt8>?
) -> Int32 {
  status(batch) {
    guard let rgb else { throw InterfaceError.noBuffer("rgb") }
    try $0.render(index, width: Int(width), height: Int(height), to: rgb)
  }
}
