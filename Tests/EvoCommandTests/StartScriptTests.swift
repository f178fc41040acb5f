import Foundation
import Testing

/// The script `evo-rl` in a copy of a checkout, with a compiler that only pretends to compile.
@Suite("The script evo-rl")
struct StartScriptTests {
  let shell: Shell

  init() throws {
    shell = try Shell()
    try shell.bash(
      """
      mkdir -p checkout/Sources tools
      cp '\(Shell.repository)/evo-rl' checkout/
      touch checkout/Package.swift
      cat >tools/swift <<'END'
      #!/bin/bash
      echo "[1/40] Compiling One"
      echo "warning: no line of progress"
      echo "[2/40] Compiling Two"
      echo "[20/40] Compiling Half"
      echo "[40/40] Linking evo-rl"
      [ -z "$FAILS" ] || { echo "error: this is why"; exit 1; }
      while [ $# -gt 0 ]; do
        if [ "$1" = --scratch-path ]; then folder=$2; fi
        shift
      done
      mkdir -p "$folder/release"
      printf '#!/bin/sh\\necho built "$@"\\n' >"$folder/release/evo-rl"
      chmod +x "$folder/release/evo-rl"
      END
      chmod +x tools/swift
      """
    ).expectSuccess()
  }

  private func start(_ words: String, variables: String = "") throws -> Command {
    try shell.bash("PATH=$PWD/tools:$PATH \(variables) checkout/evo-rl \(words)")
  }

  /// It would install what is missing.
  private static let hasPackages =
    ["box2d/box2d.h", "png.h", "yaml.h", "cairo/cairo.h"]
    .allSatisfy { FileManager.default.fileExists(atPath: "/usr/include/\($0)") }

  @Test("the first build shows its steps and names its log", .enabled(if: hasPackages))
  func progress() throws {
    let first = try start("train x")
    #expect(first.status == 0)
    #expect(first.stdout == "built train x\n")
    let root = try shell.bash("readlink -f checkout").lines[0]
    #expect(
      first.stderr.replacing(/built in \d+ s/, with: "built in N s") == """
        evo-rl: building evo-rl (first time: about three minutes); the log is \
        \(root)/.build/static/build.log
        evo-rl: 20 of 40
        evo-rl: 40 of 40
        evo-rl: built in N s

        """)
    #expect(try shell.text("checkout/.build/static/build.log").contains("Compiling Two"))
    let second = try start("list")
    #expect(second.stdout == "built list\n")
    #expect(second.stderr == "")
  }

  @Test("a build that fails shows all that the compiler said", .enabled(if: hasPackages))
  func failure() throws {
    let command = try start("list", variables: "FAILS=1")
    #expect(command.status == 1)
    #expect(command.stdout == "")
    #expect(command.stderr.contains("error: this is why\n"))
    #expect(command.stderr.hasSuffix("evo-rl: the build failed; the lines above say why\n"))
  }
}
