#!/usr/bin/env bash
# librdkafka's mock cluster keeps about 5 MiB of each partition. We expected that a record that does not fit next to older records
# removes the older ones and stays, as in a log with a size limit. Seen with librdkafka 2.11.1 (in confluent-kafka 2.11.1 from
# PyPI): of two records of 3,000,000 bytes, both acknowledged, neither can be read; the partition is empty, from offset 2 to 2.
# A single record of 4,900,000 bytes stays. Of three records of 2,400,000 bytes, the newest two stay.
#
# So a test that writes large records to the mock cluster can lose the newest one, although the delivery report says that it
# arrived. Prints which records are left in each case. Exits with code 1 if that differs from what was seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check confluent-kafka==2.11.1

cat >"$folder/left.py" <<'PYTHON'
import sys, time
import confluent_kafka as kafka

def left(sizes):
    """Writes records of these sizes, and returns the offsets and sizes of those that a consumer then reads."""
    producer = kafka.Producer({"bootstrap.servers": "unused", "test.mock.num.brokers": 1, "message.max.bytes": 10_000_000,
                               "linger.ms": 0, "log_level": 0})
    brokers = ",".join(f"{b.host}:{b.port}" for b in producer.list_topics(timeout=10).brokers.values())
    reports = []
    for size in sizes:
        producer.produce("topic", value=b"x" * size, partition=0, on_delivery=lambda error, _: reports.append(error))
        producer.flush(20)
    assert reports == [None] * len(sizes), f"not all were acknowledged: {reports}"
    consumer = kafka.Consumer({"bootstrap.servers": brokers, "group.id": "group", "auto.offset.reset": "earliest",
                               "enable.partition.eof": True, "fetch.message.max.bytes": 20_000_000,
                               "receive.message.max.bytes": 60_000_000, "log_level": 0})
    consumer.assign([kafka.TopicPartition("topic", 0, 0)])
    read, end = [], time.monotonic() + 30
    while time.monotonic() < end:
        message = consumer.poll(0.5)
        if message is None:
            continue
        if message.error():
            if message.error().code() == kafka.KafkaError._PARTITION_EOF:
                break
            continue
        read.append((message.offset(), len(message.value())))
    consumer.close()
    return read

print(f"librdkafka {kafka.libversion()[0]}")
seen = {
    (4_900_000,): [(0, 4_900_000)],
    (2_400_000, 2_400_000, 2_400_000): [(1, 2_400_000), (2, 2_400_000)],
    (3_000_000, 3_000_000): [],
}
changed = False
for sizes, expected in seen.items():
    now = left(sizes)
    print(f"written and acknowledged: {list(sizes)}; left: {now}")
    changed |= now != expected
sys.exit(changed)
PYTHON
"$folder/venv/bin/python" "$folder/left.py"
