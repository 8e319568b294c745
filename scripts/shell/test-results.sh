# Sourced by the scripts that count: what Swift Testing's lines say, and the result at the end.
#   ✔ Test name() passed after …      ✘ Test name() failed after …      ➜ Test name() skipped: "reason"
# Lines about single arguments ("Test case …") and the whole run ("Test run …") are left out. What a test prints behind
# "result: " is shown with the result.

passed=0 failed=0 skipped=0
failures=() skips=() remarks=()

# Shows failures as they come, and every ten seconds how far the tests are. Reads the lines of `swift test`.
show_progress() {
  local line count=0 last=$SECONDS in_failure=
  while IFS= read -r line; do
    case $line in
      *" Test run "* | *" Test case "*) in_failure= ;;
      *" Test "*" recorded an issue "* | "error: "* | *": error: "* | *"Fatal error"*) printf '%s\n' "$line"; in_failure=1 ;;
      "↳ "*) [ -z "$in_failure" ] || printf '%s\n' "$line" ;;
      *" Test "*" failed after "*) printf '%s\n' "$line"; count=$((count + 1)); in_failure= ;;
      *" Test "*" passed after "* | *" Test "*" skipped"* | *" Test "*" was cancelled after "*)
        count=$((count + 1)); in_failure= ;;
      *) in_failure= ;;
    esac
    if [ $((SECONDS - last)) -ge 10 ]; then
      last=$SECONDS
      say "$count tests done after $SECONDS s"
    fi
  done
}

# If no test ends for this many seconds, one is assumed to hang.
longest_silence=600

# Runs until it is killed: ends the processes that run tests if no test has ended for too long. First they print the stack of
# each thread.
end_hanging_tests() { # log
  local ended last=-1 since=$SECONDS process
  while sleep 10 >/dev/null 2>&1; do
    ended=$(grep -cE ' Test .* (passed|failed|cancelled) after ' "$1" || true)
    if [ "$ended" != "$last" ]; then
      last=$ended since=$SECONDS
    elif [ $((SECONDS - since)) -ge "$longest_silence" ]; then
      say "no test ended for $longest_silence s; the process that runs them is ended"
      for process in $(process_tree $$ | sort -un); do
        case $(readlink "/proc/$process/exe") in *.xctest) ;; *) continue ;; esac
        # A process that got this signal from outside prints its stacks and goes on.
        kill -ABRT "$process" || true
        sleep 20 >/dev/null 2>&1
        kill -KILL "$process" || true
      done
      since=$SECONDS
    fi
  done
}

# The names in the lines that end as the pattern says, one a line.
tests_that() { # pattern, log
  sed -nE "s/^[^ ]+ +Test (.*) $1.*/\1/p" "$2" | grep -vE '^(run|case)( |$)' | sed -E 's/ with [0-9]+ test cases?$//' || true
}

# Takes the counts from a log of `swift test` and its exit code.
count_tests() { # log, code
  local log=$1 code=$2 name remark unfinished
  while IFS= read -r remark; do remarks+=("$remark"); done < <(sed -n 's/^result: //p' "$log")
  passed=$((passed + $(tests_that 'passed after' "$log" | wc -l)))
  while IFS= read -r name; do
    failed=$((failed + 1)); failures+=("$name")
  done < <(tests_that 'failed after' "$log")
  while IFS= read -r name; do
    skipped=$((skipped + 1)); skips+=("$name")
  done < <(sed -nE -e 's/^[^ ]+ +Test (.*) skipped(: "(.*)")?\.?$/\1: \3/p' \
    -e 's/^[^ ]+ +Test (.*) was cancelled after [^:]*(: "(.*)")?\.?$/\1: \3/p' "$log" |
    grep -vE '^(run|case) ' | sed 's/: $/: no reason given/')
  [ "$code" -ne 0 ] || return 0

  # A test that ended the process has no line of its own. Where many had begun, their names say little: the last lines do.
  unfinished=$(comm -23 <(sed -nE 's/^[^ ]+ +Test (.*) started\.$/\1/p' "$log" | grep -vE '^(run|case)( |$)' | sort -u) \
    <({ tests_that 'passed after' "$log"; tests_that 'failed after' "$log"; tests_that 'was cancelled after' "$log"; } |
      sort -u))
  if [ -n "$unfinished" ]; then
    printf 'The last lines of %s:\n' "$log"
    last_lines "$log"
    if [ "$(wc -l <<<"$unfinished")" -le 10 ]; then
      while IFS= read -r name; do
        failed=$((failed + 1)); failures+=("$name: had begun when the process ended")
      done <<<"$unfinished"
    else
      failed=$((failed + 1))
      failures+=("the process ended with code $code while $(wc -l <<<"$unfinished") tests ran; the last lines of $log stand above")
    fi
  elif ! grep -qE '^[^ ]+ +Test run with .* failed after' "$log"; then
    failed=$((failed + 1)); failures+=("swift test ended with code $code; the last lines of $log say why")
  fi
}

# What a crashed process printed; if none crashed, the non-test lines at the end of the log.
last_lines() { # log
  if grep -q '^\*\*\* Program crashed' "$1"; then
    sed -n '/^\*\*\* Program crashed/,$p' "$1" | grep -vE '^[^ ]+ +(Test|Suite) ' | head -n 600 || true
  else
    tail -n 400 "$1" | grep -vE '^[^ ]+ +(Test|Suite) ' | tail -n 80 || true
  fi
}

# Counts a check that is not one of Swift Testing's.
count_check() { # name, code
  if [ "$2" -eq 0 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1)); failures+=("$1: ended with code $2")
  fi
}

# Counts a check that could not be made.
count_skip() { # name, reason
  skipped=$((skipped + 1)); skips+=("$1: $2")
}

# Adds what another script has counted.
add_results() { # file that it was given as JOIST_TEST_RESULTS
  local kind text
  while IFS=' ' read -r kind text; do
    case $kind in
      passed) passed=$((passed + text)) ;;
      failed) failed=$((failed + 1)); failures+=("$text") ;;
      skipped) skipped=$((skipped + 1)); skips+=("$text") ;;
      remark) remarks+=("$text") ;;
    esac
  done <"$1"
}

# The result, and the exit code of the script.
show_results() {
  if [ -n "${JOIST_TEST_RESULTS:-}" ]; then
    {
      echo "passed $passed"
      [ "$failed" -eq 0 ] || printf 'failed %s\n' "${failures[@]}"
      [ "$skipped" -eq 0 ] || printf 'skipped %s\n' "${skips[@]}"
      [ "${#remarks[@]}" -eq 0 ] || printf 'remark %s\n' "${remarks[@]}"
    } >>"$JOIST_TEST_RESULTS"
  fi
  begin "Result"
  [ "${#remarks[@]}" -eq 0 ] || printf '%s\n' "${remarks[@]}"
  if [ "$skipped" -gt 0 ]; then
    echo "Skipped:"; printf '  %s\n' "${skips[@]}" | sort
  fi
  if [ "$failed" -gt 0 ]; then
    echo "Failed:"; printf '  %s\n' "${failures[@]}" | sort
  fi
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}
