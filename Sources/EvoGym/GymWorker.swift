import CWorker
import EvoCore
import EvoDraw
import EvoFiles
import EvoWords
import FoundationEssentials
import Glibc

/// A Python process that holds environments of one kind. The numbers of a round go through shared memory,
/// and a message of one byte there and back says that they are there.
final class GymWorker {
  let address: GymAddress
  private let process: cw_worker
  private let timeout: Double
  private var buffer = [UInt8](repeating: 0, count: 1 << 17)
  /// How it ended, once it has.
  private var isEnded = false
  private(set) var memory: GymMemory?

  private static let done: [UInt8] = [0]

  /// - Throws: `GymError` where there is no Python or no Gymnasium.
  init(_ address: GymAddress) throws(GymError) {
    self.address = address
    timeout = try GymPython.timeout()
    let program = GymPython.program
    let arguments = [program, "-u", "-c", GymPython.script]
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var process = cw_worker()
    let code = cw_start(program, &words, &process)
    guard code == 0 else {
      throw .noPython(program: program, reason: String(cString: strerror(code)))
    }
    self.process = process
    let hello = try receive()
    guard hello == Self.done else {
      guard let failure = Failure(hello), failure.gymnasium == false else {
        throw .garbled(address, String(decoding: hello, as: UTF8.self))
      }
      throw .noGymnasium(python: program, reason: failure.error)
    }
  }

  deinit { if !isEnded { _ = cw_end(process) } }

  // MARK: Questions

  private struct Failure: Decodable {
    var error: String
    var refused: String?
    var known: [String]?
    var module: String?
    var gymnasium: Bool?

    init?(_ message: [UInt8]) {
      guard let failure = try? JSONDecoder().decode(Self.self, from: Data(message)) else {
        return nil
      }
      self = failure
    }
  }

  /// What the environment is.
  func describe() throws(GymError) -> GymDescription {
    try answer(to: request("describe"))
  }

  private struct Opened: Decodable { var vector: Bool }

  /// Makes environments in the place of those that it held.
  ///
  /// - Parameter draws: whether the first one can be drawn.
  func open(lanes: Int, spec: EnvironmentSpec, draws: Bool) throws(GymError) {
    let layout = GymLayout(
      lanes: lanes, observations: spec.observation.count, actions: spec.action.width)
    memory = nil
    do { memory = try GymMemory(process.memory, layout) } catch {
      throw .system(address, String(cString: strerror(error.code)))
    }
    var request = request("open")
    request.add("lanes", lanes)
    request.add("draws", draws)
    let _: Opened = try answer(to: request)
  }

  /// Plays the commands that stand in the memory.
  func play() throws(GymError) {
    let message = try exchange(Self.done)
    if message != Self.done { throw failure(message) }
  }

  private struct Frame: Decodable {
    var width: Int
    var height: Int
  }

  /// A picture of the first environment.
  func frame() throws(GymError) -> Bitmap {
    let frame: Frame = try answer(to: request("frame"))
    let sides = 1...Canvas.largestSide
    guard sides.contains(frame.width), sides.contains(frame.height) else {
      throw .garbled(address, "\(frame.width) x \(frame.height) pixels")
    }
    let count = frame.width * frame.height
    var bytes = [UInt8](repeating: 0, count: 3 * count)
    let start = off_t(memory?.layout.size ?? 0)
    guard pread(process.memory, &bytes, bytes.count, start) == bytes.count else {
      throw .system(address, "a picture is missing")
    }
    return Bitmap(
      width: frame.width, height: frame.height,
      pixels: (0..<count).map { pixel in
        bytes[3 * pixel..<3 * pixel + 3].reduce(0xFF) { $0 << 8 | UInt32($1) }
      })
  }

  private func request(_ what: String) -> JSONObject {
    var json = JSONObject()
    json.add("do", what)
    json.add("id", address.id)
    json.add("kwargs", address.arguments)
    return json
  }

  private func answer<Answer: Decodable>(to request: JSONObject) throws(GymError) -> Answer {
    let message = try exchange(Array(request.text.utf8))
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(message)) else {
      throw failure(message)
    }
    return answer
  }

  private func failure(_ message: [UInt8]) -> GymError {
    guard let failure = Failure(message) else {
      return .garbled(address, String(decoding: message, as: UTF8.self))
    }
    if let problem = failure.refused { return .refused(address, problem) }
    if let known = failure.known {
      let module = address.id.lastIndex(of: ":").map { address.id[...$0] } ?? ""
      let nearest = nearestName(to: String(address.id.dropFirst(module.count)), in: known)
      return .unknown(address, nearest: nearest.map { module + $0 })
    }
    if let module = failure.module { return .noModule(address, module: module) }
    return .raised(address, failure.error)
  }

  // MARK: Messages

  private func exchange(_ message: [UInt8]) throws(GymError) -> [UInt8] {
    if isEnded || cw_send(process, message, message.count) != 0 { throw ended() }
    return try receive()
  }

  private func receive() throws(GymError) -> [UInt8] {
    let count = cw_receive(process, &buffer, buffer.count, Int32(timeout * 1000))
    if count < 0 {
      _ = end()
      throw .silent(address, seconds: timeout)
    }
    if count == 0 { throw ended() }
    return Array(buffer[..<count])
  }

  private func ended() -> GymError {
    guard !isEnded else { return .died(address, "has ended") }
    let status = end()
    let signal = status & 0x7F
    return .died(
      address,
      signal == 0 ? "ended with status \(status >> 8 & 0xFF)" : "was ended by signal \(signal)")
  }

  private func end() -> Int32 {
    isEnded = true
    return cw_end(process)
  }
}
