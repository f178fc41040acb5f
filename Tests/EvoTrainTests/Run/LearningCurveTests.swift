import EvoDraw
import EvoEnvs
import EvoRun
import EvoTrain
import Testing

@Suite("The learning curve")
struct LearningCurveTests {
  private let metrics = """
    env_steps,return_mean,return_std,fitness_mean,fitness_min,fitness_max
    100,480,60,300,20,500
    200,490,5,310,20,500

    """

  private func bands(_ environment: String) throws -> [Double] {
    let entry = try #require(EnvironmentCatalog.entry(named: environment))
    let plot = LearningCurve(metrics: metrics).plot(title: "", of: .environment(entry.kind))
    return try #require(plot.series.last).samples.map(\.high)
  }

  @Test("the band of the center ends at the largest return that there can be")
  func largestReturn() throws {
    #expect(try bands("cartpole") == [500, 495])
    #expect(try bands("lunar-lander") == [540, 495], "where none is known, it does not")
  }
}
