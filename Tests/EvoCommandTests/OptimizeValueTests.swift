import Testing

@Suite("The value that a command prints")
struct OptimizeValueTests {
  let shell: Shell

  init() throws { shell = try Shell() }

  @Test("a command that prints no number is named with what it printed")
  func noNumber() throws {
    let silent = try shell.run("optimize", "--command", ": {x0}")
    #expect(silent.status == 1)
    #expect(silent.complaint.hasSuffix("' printed nothing, expected a number"))
    let wordy = try shell.run("optimize", "--command", ": {x0}; echo 5; echo done")
    #expect(wordy.complaint.hasSuffix("' printed no number: its last line is 'done'"))
  }

  @Test(
    "the last word of the output is the number, or there is none",
    arguments: [
      "epoch 3 accuracy 93.5%", "step 7 tensor(0.25)", "12 0,5", "loss 3 [0.25]", "epoch 3 0.25.",
      "at 12:30", "3=0.5", "5 points", "7 0.25D", "8 1.5Dx",
    ])
  func notTheLastWord(line: String) throws {
    let command = try shell.run("optimize", "--command", ": {x0}; echo '\(line)'")
    #expect(command.status == 1)
    #expect(
      command.complaint.hasSuffix(
        "' printed no number: its last line is '\(line)'"
          + (line.contains(" ") ? ", whose last word is none" : "")))
  }

  @Test(
    "what is surely decoration is passed over",
    arguments: [
      ("loss=0.25", 0.25), ("epoch 3 loss:-0.25", -0.25), ("epoch 3 \u{2212}0.5", -0.5),
      ("value 1.5D-03", 0.0015), ("2.5d2", 250), ("\u{1B}[1;32m0.75\u{1B}[0m", 0.75),
      ("a 1e3\t \r", 1000), ("0x10", 16), ("0.5\n\u{1B}(B\u{1B}[m", 0.5),
    ] as [(String, Double)])
  func decorated(text: String, value: Double) throws {
    try shell.write(text, to: "said")
    let command = try shell.run(
      "optimize", "--command", ": {x0}; cat said", "--budget", "4", "--json")
    #expect(command.status == 0)
    #expect(try command.objects.last?["best"] as? Double == value)
  }

  @Test("a value with 64 KB of blank lines and blanks behind it is read")
  func blankAfterwards() throws {
    let command = try shell.run(
      "optimize", "--command", "echo {x0}; yes '' | head -c 300000; printf '%300000s' ' '",
      "--budget", "4", "--json")
    #expect(command.status == 0)
    #expect(try command.objects.last?["failures"] as? Int == 0)
  }
}
