# Sourced by the scripts: messages, and commands that end when the script does.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
script=$(basename "$0")

# `--help` prints the comment at the top of the script.
case ${1:-} in
  --help | -h)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac

# A line about what happens, for the person who waits.
say() { echo "$script: $*" >&2; }

# A heading for a part that takes a while.
begin() { printf '\n== %s\n' "$*" >&2; }

give_up() { say "$*"; exit 1; }

# The process that runs now, leader of a process group of its own; empty between commands.
running=

# Runs a command or function so that Ctrl-C and SIGTERM end it with everything it started.
run() {
  local code=0
  set -m
  "$@" </dev/null &
  running=$!
  set +m
  wait "$running" || code=$?
  running=
  return "$code"
}

# The children of a process, started by whichever of its threads.
children() {
  if [ -d "/proc/$1/task" ]; then cat "/proc/$1/task/"*/children; else pgrep -P "$1"; fi 2>/dev/null || true
}

# A process and all below it, the deepest last.
process_tree() {
  local child
  echo "$1"
  for child in $(children "$1"); do process_tree "$child"; done
}

# SIGINT lets programs clean up; what is left after five seconds is killed.
end_running() {
  [ -n "$running" ] || return 0
  local processes attempt
  processes=$(process_tree "$running")
  kill -INT $processes 2>/dev/null || true
  for attempt in $(seq 50); do
    kill -0 $processes 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL $processes 2>/dev/null || true
}

# What a script adds to clean up; it overrides this function.
clean_up() { :; }

on_signal() {
  trap '' INT TERM
  say "stopped"
  end_running
  exit "$1"
}
trap 'on_signal 130' INT
trap 'on_signal 143' TERM
trap 'clean_up' EXIT
