# What a training leaves behind, compared with that of another one: every byte but times. Sourced by the
# scripts that need it, which have `root`, `config`, `files` and `fail`.

without_times() {
  awk -F, -v OFS=, '
    NR == 1 { for (i = 1; i <= NF; i++) time[i] = $i ~ /^(seconds|env_steps_per_second|idle_share)$/ }
    { for (i = 1; i <= NF; i++) if (time[i]) $i = "" } 1' "$1"
}

compare() {
  local file
  diff <(cd "$1/checkpoints" && ls) <(cd "$2/checkpoints" && ls) ||
    fail "$config: other checkpoints in $2 than in $1"
  for file in policy.safetensors best.safetensors $(cd "$1" && ls checkpoints/*); do
    cmp -- "$1/$file" "$2/$file" || fail "$config: $2/$file has other bytes than $1/$file"
    files=$((files + 1))
  done
  diff <(without_times "$1/metrics.csv") <(without_times "$2/metrics.csv") ||
    fail "$config: $2/metrics.csv has other rows than $1/metrics.csv"
  cmp -- <("$root/Tests/Crash/events" "$1"/events.*) <("$root/Tests/Crash/events" "$2"/events.*) ||
    fail "$config: the event files of $2 say something else than those of $1"
}
