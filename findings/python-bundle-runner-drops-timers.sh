#!/usr/bin/env bash
# Beam's Python SDK has a second local runner, BundleBasedDirectRunner, to which it sends pipelines that FnApiRunner does not take. We
# expected that a processing-time timer which is still set when bounded input ends fires then, as on FnApiRunner and in Flink's
# batch mode. Seen with apache-beam 2.77.0: it never fires, and the pipeline ends without a word, so what the timer would have
# emitted is lost.
#
# So a pipeline that flushes a buffer by a processing-time timer can lose the buffer's rest on this runner; on Joist it does not.
# Prints what each runner emitted. Exits with code 1 if that differs from what was seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check apache-beam==2.77.0

cat >"$folder/timers.py" <<'PYTHON'
import sys, time
import apache_beam as beam
from apache_beam.transforms import userstate
from apache_beam.transforms.timeutil import TimeDomain

log = sys.argv[1]

def note(element):
    # Functions are pickled, so a list would be a copy.
    with open(log, "a") as file:
        file.write(f"{element}\n")

class Flush(beam.DoFn):
    """Emits once, an hour after the element."""
    TIMER = userstate.TimerSpec("timer", TimeDomain.REAL_TIME)

    def process(self, pair, timer=beam.DoFn.TimerParam(TIMER)):
        timer.set(time.time() + 3600)

    @userstate.on_timer(TIMER)
    def on_timer(self):
        yield "flushed"

def run(runner):
    open(log, "w").close()
    with beam.Pipeline(runner) as pipeline:
        _ = pipeline | beam.Create([("key", 1)]) | beam.ParDo(Flush()) | beam.Map(note)
    return open(log).read().split()

print(f"apache-beam {beam.__version__}")
seen = {"FnApiRunner": ["flushed"], "BundleBasedDirectRunner": []}
changed = False
for runner, expected in seen.items():
    now = run(runner)
    print(f"{runner}: {now}")
    changed |= now != expected
sys.exit(changed)
PYTHON
"$folder/venv/bin/python" "$folder/timers.py" "$folder/log" 2>/dev/null
