extension Policy {
  /// What the network makes of samples: its outputs, one sample after the other.
  public func outputs(for samples: Samples) -> [Float] {
    let lanes = 64
    let block = PolicyBlock(policy: self, rank: 0, stride: lanes)
    for lane in 0..<lanes { block.loadCenter(lane: lane) }
    let inputs = AlignedBuffer<Float>(count: samples.featureCount * lanes, filledWith: 0)
    let outputCount = head.outputCount
    var result: [Float] = []
    result.reserveCapacity(samples.count * outputCount)
    for first in stride(from: 0, to: samples.count, by: lanes) {
      let count = min(lanes, samples.count - first)
      for lane in 0..<count {
        for k in 0..<samples.featureCount {
          inputs.base[k * lanes + lane] = samples.feature(k, of: first + lane)
        }
      }
      let outputs = block.forward(inputs.base, lanes: lanes)
      for lane in 0..<count {
        for k in 0..<outputCount { result.append(outputs[k * lanes + lane]) }
      }
    }
    return result
  }
}

extension Samples {
  /// One number of a sample.
  fileprivate func feature(_ index: Int, of sample: Int) -> Float {
    let place = sample * featureCount + index
    return switch features {
    case .bytes(let bytes): Float(bytes[place]) * Self.byteScale
    case .floats(let floats): floats[place]
    }
  }
}
