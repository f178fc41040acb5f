import ArgumentParser
import EvoBench
import EvoFiles
import EvoWords

extension BenchGroup: ExpressibleByArgument {}

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure the speed of this machine.",
    discussion: """
      Times are processor time, medians after a warm-up; ratios are measured in turn within one run. \
      The trainings and the memory are measured in processes of their own.
      """)

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Measure one group only; can be given several times. Groups: "
        + BenchGroup.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "group"))
  var only: [BenchGroup] = []

  @Option(help: ArgumentHelp("Trainings per task of the time to solve.", valueName: "count"))
  var seeds = 20

  @Flag(help: "Small and short: shows that it works, not how fast the machine is.")
  var quick = false

  @OptionGroup var output: JSONOption

  /// What the memory group runs in a process of its own.
  @Option(help: .private)
  var generationOf: Int?

  func validate() throws {
    try requireCount(seeds, "seeds", upTo: 1000)
    if let generationOf, generationOf < 2 || !generationOf.isMultiple(of: 2) {
      throw ValidationError("--generation-of \(generationOf): expected an even number from 2 on")
    }
  }

  func run() throws {
    if let generationOf { return print(try peakMemory(ofGenerationOf: generationOf)) }
    guard let executable = Whereabouts.executable else {
      throw ValidationError("bench: cannot find the program that is to be measured")
    }
    let settings = BenchSettings(
      executable: executable, seeds: seeds, isQuick: quick)
    let machine = Machine()
    if !output.json {
      print("\(machine.processor), \(machine.cores) cores, kernels for \(machine.kernels)")
    }
    var sections: [Section] = []
    for group in BenchGroup.allCases where only.isEmpty || only.contains(group) {
      let section = try group.run(settings)
      sections.append(section)
      if !output.json { print("\n" + BenchTable.text(section)) }
    }
    guard output.json else { return }
    var object = JSONObject()
    object.add("version", Version.text)
    object.add("machine", machine.json)
    object.add("quick", quick)
    object.add("groups", sections.map(\.json))
    print(object.text)
  }
}
