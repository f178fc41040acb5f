import ArgumentParser

extension CompletionKind {
  /// What a policy is named by: those that are shipped, and runs and files of one's own.
  static let policies = CompletionKind.shellCommand(
    "evo-rl list policies --names; ls -d -- runs/*/ 2>/dev/null; "
      + "ls -- *.safetensors 2>/dev/null")

  /// The keys of `--set`, up to the value.
  static let keys = CompletionKind.shellCommand("evo-rl list config-keys --names | sed 's/$/=/'")
}
