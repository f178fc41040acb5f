import Foundation
import Testing

@Suite("evo-rl with tables")
struct TableCommandTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  /// A table whose classes are told by `a - b`, and its configuration beside it in a folder.
  private func writeTable(
    _ classes: [String] = ["9", "10", "1a"], in folder: String = "sub", rows: Int = 60,
    data: String = ""
  ) throws {
    try FileManager.default.createDirectory(
      atPath: shell(folder), withIntermediateDirectories: true)
    var text = "a,b,kind\n"
    for row in 0..<rows {
      let kind = row % classes.count
      text += "\(kind * 10 + row % 4),\(row % 7),\"\(classes[kind])\"\n"
    }
    try shell.write(text, to: "\(folder)/x.csv")
    try shell.write(
      """
      data: {name: csv, path: x.csv\(data)}
      objective: {batch: 16}
      policy: {hidden: [4]}
      strategy: {population: 16}
      stop: {generations: 6}
      checkpoint: {every: 2}
      """, to: "\(folder)/t.yaml")
  }

  @Test("classes that mix numbers and words are the same in every process, bit for bit")
  func processes() throws {
    try writeTable()
    for index in 0..<6 {
      let run = try shell.run("train", "sub/t.yaml", "--quiet", "--out", "run-\(index)")
      #expect(run.status == 0, "\(run.stderr)")
    }
    let first = try shell.bytes("run-0/policy.safetensors")
    for index in 1..<6 {
      #expect(try shell.bytes("run-\(index)/policy.safetensors") == first)
    }
    for _ in 0..<3 {
      let eval = try shell.run("eval", "run-0", "--json")
      #expect(eval.status == 0, "\(eval.stderr)")
      #expect(try eval.json["classes"] as? [String] == ["9", "10", "1a"])
      #expect(try shell.run("verify", "run-0", "--replay", "3").status == 0)
    }
    // Going on in other processes is going on.
    #expect(try shell.run("resume", "run-1", "--generations", "9", "--quiet").status == 0)
    #expect(
      try shell.run(
        "train", "sub/t.yaml", "--generations", "9", "--quiet", "--out", "whole"
      ).status == 0)
    #expect(
      try shell.bytes("run-1/policy.safetensors") == shell.bytes("whole/policy.safetensors"))
  }

  @Test("a relative path is that of the YAML's folder, a run works from anywhere, --data moves it")
  func paths() throws {
    try writeTable()
    #expect(try shell.run("train", "sub/t.yaml", "--quiet", "--out", "run").status == 0)
    #expect(try shell.text("run/config.yaml").contains("/sub/x.csv"))
    let elsewhere = try shell.bash("cd / && evo-rl eval \(shell("run")) --json")
    #expect(elsewhere.status == 0, "\(elsewhere.stderr)")
    #expect(
      try shell.bash("cd sub && evo-rl train t.yaml --quiet --out run --set data.path=./x.csv")
        .status
        == 0)

    try FileManager.default.moveItem(atPath: shell("sub/x.csv"), toPath: shell("y.csv"))
    let gone = try shell.run("eval", "run")
    #expect(gone.status == 1)
    #expect(
      gone.complaint.hasSuffix(
        "/sub/x.csv: no such file for data.path; a relative path is taken from the folder of the "
          + "configuration, and of a run that has moved --data names the file"))
    for policy in ["run", "run/checkpoints/generation-0000000006.safetensors"] {
      let moved = try shell.run("eval", policy, "--data", "y.csv", "--json")
      #expect(moved.status == 0, "\(moved.stderr)")
      #expect(
        try moved.json["accuracy"] as? Double == elsewhere.json["accuracy"] as? Double)
    }
    #expect(try shell.run("verify", "run", "--replay", "2").status == 1)
    let verified = try shell.run("verify", "run", "--replay", "2", "--data", "y.csv")
    #expect(verified.status == 0, "\(verified.stdout)\(verified.stderr)")
    #expect(!verified.stdout.contains("note"), "\(verified.stdout)")
    let analyzed = try shell.run(
      "analyze", "sensitivity", "run", "--data", "y.csv", "--samples", "10", "--quiet")
    #expect(analyzed.status == 0, "\(analyzed.stderr)")
    // Nothing can be drawn of data, wherever they are.
    for line in [
      "render run --out f", "render run --checkpoints all --out f",
      "render run --member 1 --out f",
      "render run/checkpoints/generation-0000000006.safetensors --out f",
      "trace run --out f.npz",
    ] {
      let drawn = try shell.bash("evo-rl \(line)")
      #expect(drawn.status == 1)
      #expect(drawn.complaint.contains("so there are no episodes to play"), "\(drawn.stderr)")
    }
    let (cartPole, _) = try Trained.cartPole()
    let none = try shell.run("eval", cartPole, "--data", "y.csv")
    #expect(none.status == 1)
    #expect(none.complaint.contains("--data is for policies that learned from files"))
  }

  @Test("a run whose file has moved is resumed with --data, and later without")
  func resumeElsewhere() throws {
    try writeTable()
    #expect(try shell.run("train", "sub/t.yaml", "--quiet", "--out", "run").status == 0)
    #expect(
      try shell.run(
        "train", "sub/t.yaml", "--generations", "12", "--quiet", "--out", "whole"
      ).status == 0)
    try FileManager.default.moveItem(atPath: shell("sub/x.csv"), toPath: shell("y.csv"))
    #expect(try shell.run("resume", "run", "--generations", "9", "--quiet").status == 1)
    let resumed = try shell.run(
      "resume", "run", "--generations", "9", "--quiet", "--data", "y.csv")
    #expect(resumed.status == 0, "\(resumed.stderr)")
    #expect(!resumed.stderr.contains("data.path"), "\(resumed.stderr)")
    let again = try shell.run("resume", "run", "--generations", "12", "--quiet")
    #expect(again.status == 0, "\(again.stderr)")
    let accuracies = try [
      shell.run("eval", "run", "--json"), shell.run("eval", "whole", "--data", "y.csv", "--json"),
    ].map { try $0.json["loss"] as? Double }
    #expect(accuracies[0] == accuracies[1])
  }

  @Test("a training does not go on with other classes or rows than it began with")
  func exchanged() throws {
    try writeTable(["cat", "dog"])
    #expect(try shell.run("train", "sub/t.yaml", "--quiet", "--out", "run").status == 0)
    let before = try shell.bytes("run/policy.safetensors")
    let table = try shell.text("sub/x.csv")
    for (old, new) in [("cat", "zebra"), ("3,1", "3,2")] {
      try shell.write(table.replacing(old, with: new), to: "sub/x.csv")
      let resumed = try shell.run("resume", "run", "--generations", "9", "--quiet")
      #expect(resumed.status == 1)
      #expect(resumed.stderr.contains("is not what the training began with"), "\(resumed.stderr)")
      #expect(try shell.bytes("run/policy.safetensors") == before)
    }
    // Columns that have changed places are no longer what the network learned.
    try shell.write(table.replacing("a,b,kind", with: "b,a,kind"), to: "sub/x.csv")
    let eval = try shell.run("eval", "run")
    #expect(eval.status == 1)
    #expect(eval.complaint.contains("found the columns a, b, expected b, a"))
    try shell.write(table, to: "sub/x.csv")
    #expect(try shell.run("resume", "run", "--generations", "9", "--quiet").status == 0)
  }

  @Test("a table in the place of a configuration is told what configuration it needs")
  func noConfiguration() throws {
    try shell.write("a,b\n1,2\n", to: "bare.csv")
    let command = try shell.run("train", "bare.csv")
    #expect(command.status == 1)
    #expect(command.stderr.contains("data: {name: csv, path: FILE}"))
  }

  @Test("predict answers the rows of another table in their order")
  func predict() throws {
    try writeTable(["cat", "dog, large"], data: ", missing: drop")
    #expect(
      try shell.run(
        "train", "sub/t.yaml", "--quiet", "--out", "run", "--generations", "200", "--set",
        "optimizer.learning_rate=0.1"
      ).status == 0)
    try shell.write("note,b,a\nx,1,12\ny,3,1\nz,,3\nw,2,13\n", to: "new.csv")
    let command = try shell.run("predict", "run", "new.csv", "--out", "answers.csv")
    #expect(command.status == 0, "\(command.stderr)")
    #expect(
      command.stdout
        == "answers.csv: 4 rows, 1 of them without an answer, because cells are missing\n")
    let lines = try shell.text("answers.csv").split(separator: "\n")
    #expect(lines.first == "kind,probability")
    #expect(lines.count == 5 && lines[3] == ",")
    for (line, answer) in [(1, "\"dog, large\","), (2, "cat,"), (4, "\"dog, large\",")] {
      #expect(lines[line].hasPrefix(answer))
      #expect(Double(lines[line].dropFirst(answer.count)) ?? 0 > 0.5)
    }
    #expect(
      try shell.run("predict", "run", "new.csv").stdout == shell.text("answers.csv"))

    try shell.write("b,c\n1,12\n", to: "other.csv")
    let other = try shell.run("predict", "run", "other.csv")
    #expect(other.status == 1)
    #expect(other.complaint == "other.csv: no column 'a' for the policy; did you mean 'b'?")
    let (cartPole, _) = try Trained.cartPole()
    let none = try shell.run("predict", cartPole, "new.csv")
    #expect(none.status == 1)
    #expect(none.complaint.contains("not from a table; evo-rl predict needs one"))
  }

  @Test("a result stands beside what is right without learning, with a table of the answers")
  func figures() throws {
    try writeTable(["cat", "dog", "dog"])
    let training = try shell.run("train", "sub/t.yaml", "--out", "run")
    #expect(training.stdout.contains("always the most frequent  "))
    #expect(training.stdout.contains("shifted and scaled"))
    let eval = try shell.run("eval", "run")
    #expect(eval.stdout.contains("always 'dog'"))
    #expect(eval.stdout.contains("rows are the classes, columns the answers"))
    let json = try shell.run("eval", "run", "--json").json
    let confusion = try #require(json["confusion"] as? [[Int]])
    #expect(confusion.joined().reduce(0, +) == json["samples"] as? Int)
    let right = Double(confusion[0][0] + confusion[1][1])
    #expect(abs(right / 12 - (json["accuracy"] as? Double ?? 0)) < 1e-6)
    let dogs = Double(confusion[1].reduce(0, +)) / 12
    #expect(abs((json["baseline"] as? Double ?? 0) - dogs) < 1e-9)

    try writeTable(["1.5", "2.5", "4"])
    #expect(
      try shell.run(
        "train", "sub/t.yaml", "--quiet", "--out", "numbers", "--set", "objective.loss=mse"
      ).status == 0)
    let numbers = try shell.run("eval", "numbers", "--json").json
    let (loss, baseline) = (numbers["loss"] as? Double ?? 0, numbers["baseline"] as? Double ?? 0)
    let explained = try #require(numbers["r_squared"] as? Double)
    // The mean of the test set is near that of the training set.
    #expect(abs(explained - (1 - loss / baseline)) < 0.3)
    #expect(try shell.run("eval", "numbers").stdout.contains("R²"))
  }
}
