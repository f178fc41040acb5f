import Testing

/// Data sets that take more memory than there is: refused in a sentence that names the file.
@Suite("Memory of data sets")
struct DataMemoryTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  /// Trains with more and more address space, until it is enough.
  ///
  /// - Returns: the complaints of those that were refused for the data.
  private func complaints(_ data: String) throws -> [String] {
    try shell.write(
      "data: {\(data)}\npolicy: {hidden: [2]}\nstrategy: {population: 4}\n"
        + "objective: {batch: 8}\nstop: {generations: 1}\n", to: "c.yaml")
    var complaints: [String] = []
    for megabytes in [95, 105, 115, 130, 150, 180, 250, 500] {
      let command = try shell.bash(
        "ulimit -v \(megabytes << 10); exec \"$EVO_RL\" train c.yaml --quiet --workers 1 --out "
          + "run-\(megabytes)")
      if command.status == 0 { return complaints }
      #expect(command.status == 1, "\(megabytes): \(command.stderr)")
      #expect(command.stderr.split(separator: "\n").count == 1, "\(command.stderr)")
      if command.complaint.contains("reading it takes about ") {
        complaints.append(command.complaint)
      }
    }
    Issue.record("500 MB should be enough")
    return complaints
  }

  @Test("a table of very many cells")
  func manyCells() throws {
    try shell.bash(
      "yes 1,2,3,4,5,6,7,8,9,0 | head -n 150000 > t.csv; echo 1,2,3,4,5,6,7,8,9,1 >> t.csv"
    )
    .expectSuccess()
    let found = try complaints("name: csv, path: t.csv, header: false")
    #expect(found.allSatisfy { $0.hasPrefix(shell("t.csv") + ": ") })
    #expect(!found.isEmpty)
  }

  @Test("a small file that unpacks to a large table")
  func packed() throws {
    try shell.bash(
      "word=$(printf %060000d 1); (for i in {1..200}; do echo $word,$((i % 2)); done) | gzip > t.csv.gz"
    )
    .expectSuccess()
    let found = try complaints("name: csv, path: t.csv.gz, header: false, columns: {1: ordinal}")
    #expect(found.allSatisfy { $0.hasPrefix(shell("t.csv.gz") + ": ") })
    #expect(!found.isEmpty)
  }

  @Test("words that become a thousand features each")
  func words() throws {
    try shell.bash(
      "(echo word,y; for i in {1..9000}; do echo w$((i % 1000)),$((i % 2)); done) > t.csv"
    ).expectSuccess()
    let found = try complaints("name: csv, path: t.csv, columns: {word: one-hot}")
    #expect(found.allSatisfy { $0.hasPrefix(shell("t.csv") + ": ") })
    #expect(!found.isEmpty)
  }

  @Test("pictures", arguments: [false, true])
  func pictures(isPacked: Bool) throws {
    try shell.bash(
      """
      mkdir m
      for part in train:9c40 t10k:0064; do
        printf '\\0\\0\\x08\\x03\\0\\0'"\\x${part:${#part}-4:2}\\x${part: -2}"'\\0\\0\\0\\x1c\\0\\0\\0\\x1c' > m/${part%:*}-images-idx3-ubyte
        printf '\\0\\0\\x08\\x01\\0\\0'"\\x${part:${#part}-4:2}\\x${part: -2}" > m/${part%:*}-labels-idx1-ubyte
        count=$((0x${part#*:}))
        truncate -s $((16 + 784 * count)) m/${part%:*}-images-idx3-ubyte
        truncate -s $((8 + count)) m/${part%:*}-labels-idx1-ubyte
      done
      \(isPacked ? "gzip m/*" : "true")
      """
    ).expectSuccess()
    let found = try complaints("name: mnist, path: m")
    #expect(found.allSatisfy { $0.hasPrefix(shell("m") + "/train-images-idx3-ubyte") })
    #expect(!found.isEmpty)
  }
}
