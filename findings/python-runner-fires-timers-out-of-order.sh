#!/usr/bin/env bash
# Beam's Python SDK runs small pipelines on its in-process runner, FnApiRunner. We expected that event-time timers of one key fire in
# the order of their times, as in Beam's Java runners, and that a timer which an earlier one clears does not fire. Seen with
# apache-beam 2.77.0: when several timers of a key are due together, at the end of bounded input, a timer for second 20 fires
# before one for second 10, and clearing it from the earlier one comes too late.
#
# So the results of a stateful function on this runner say nothing about the order of timers, and tests do not compare it with ours.
# Prints what fired, in order. Exits with code 1 if that differs from what was seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apache-beam==2.77.0

cat >"$folder/timers.py" <<'PYTHON'
import sys
import apache_beam as beam
from apache_beam.transforms import userstate
from apache_beam.transforms.timeutil import TimeDomain

log = sys.argv[1]

def note(timer):
    # Functions are pickled, so a list would be a copy.
    with open(log, "a") as file:
        file.write(f"{timer}\n")

class Remind(beam.DoFn):
    """Sets two timers, of which the earlier one clears the later one."""
    EARLY = userstate.TimerSpec("early", TimeDomain.WATERMARK)
    LATE = userstate.TimerSpec("late", TimeDomain.WATERMARK)

    def process(self, pair, early=beam.DoFn.TimerParam(EARLY), late=beam.DoFn.TimerParam(LATE)):
        early.set(10)
        late.set(20)

    @userstate.on_timer(EARLY)
    def on_early(self, late=beam.DoFn.TimerParam(LATE)):
        note("early")
        late.clear()

    @userstate.on_timer(LATE)
    def on_late(self):
        note("late")

print(f"apache-beam {beam.__version__}")
with beam.Pipeline("FnApiRunner") as pipeline:
    _ = (pipeline | beam.Create([("key", 1)]) | beam.Map(lambda pair: beam.window.TimestampedValue(pair, 1))
         | beam.ParDo(Remind()))
fired = open(log).read().split()
print(f"set: early for 10, which clears late; late for 20; fired: {fired}")
sys.exit(fired != ["late", "early"])
PYTHON
"$folder/venv/bin/python" "$folder/timers.py" "$folder/log" 2>/dev/null
