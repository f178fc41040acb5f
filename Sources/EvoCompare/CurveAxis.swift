/// What a curve is drawn over.
public enum CurveAxis: String, CaseIterable, Sendable {
  case steps, seconds, generations, evaluations

  public func value(of point: RunRecord.Point) -> Double {
    switch self {
    case .steps: point.steps
    case .seconds: point.seconds
    case .generations: Double(point.generation)
    case .evaluations: point.evaluations
    }
  }

  func label(isData: Bool) -> String {
    switch self {
    case .steps: isData ? "samples" : "environment steps"
    case .seconds: "seconds"
    case .generations: "generations"
    case .evaluations: "members evaluated"
    }
  }
}
