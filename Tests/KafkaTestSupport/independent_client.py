"""A client of Kafka that has nothing of Joist in it: what tests compare with.

    independent_client.py read BROKERS TOPIC [ISOLATION]    every record of the topic, in order of partition and offset
    independent_client.py write BROKERS TOPIC               records from standard input
    independent_client.py group BROKERS GROUP TOPIC [PROTOCOL]
        joins the group, by the protocol "classic" or "consumer", and reads until standard input ends
    independent_client.py committed BROKERS GROUP TOPIC     the group's offset of each partition, -1001 where there is none
    independent_client.py fill BROKERS TOPIC PARTITIONS COUNT
        the numbers 0 to COUNT - 1 as values, number N in partition N modulo PARTITIONS
    independent_client.py sequence BROKERS TOPIC PARTITIONS
        checks that each partition holds such numbers, each once and in order, and prints how many
    independent_client.py topics BROKERS                    the topics there are
    independent_client.py transact BROKERS TOPIC END FROM TO
        the numbers FROM to TO - 1 as values in partition 0, in one transaction; END is commit or abort, or open: says
        "open" and commits when standard input ends
    independent_client.py deny BROKERS GROUP OPERATION      keeps every user from an operation, as READ, on the group

A record is one line of JSON: partition, offset, timestamp, key, value, headers; bytes in hexadecimal, absent ones null.
"""
import json, signal, sys, threading
from confluent_kafka import Consumer, Producer, TopicPartition, KafkaException
from confluent_kafka.admin import (AclBinding, AclOperation, AclPermissionType, AdminClient, ResourcePatternType,
                                   ResourceType)


# Seconds that a broker on a busy machine may take for an answer.
patience = 120


def plain(data):
    return None if data is None else data.hex()


def raw(text):
    return None if text is None else bytes.fromhex(text)


def read(brokers, topic, isolation="read_committed"):
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "independent", "enable.auto.commit": False,
                         "auto.offset.reset": "earliest", "enable.partition.eof": True, "isolation.level": isolation})
    partitions = consumer.list_topics(topic, timeout=patience).topics[topic].partitions
    consumer.assign([TopicPartition(topic, number, 0) for number in partitions])
    records, open_partitions = [], set(partitions)
    while open_partitions:
        message = consumer.poll(patience)
        if message is None:
            sys.exit(f"no answer within {patience} s")
        if message.error():
            if message.error().code() != -191:
                raise KafkaException(message.error())
            open_partitions.discard(message.partition())
            continue
        records.append({
            "partition": message.partition(), "offset": message.offset(), "timestamp": message.timestamp()[1],
            "key": plain(message.key()), "value": plain(message.value()),
            "headers": [[name, plain(value)] for name, value in message.headers() or []]})
    consumer.close()
    for record in sorted(records, key=lambda record: (record["partition"], record["offset"])):
        print(json.dumps(record))


def write(brokers, topic):
    producer, failures = Producer({"bootstrap.servers": brokers}), []
    for line in sys.stdin:
        record = json.loads(line)
        optional = {name: record[name] for name in ("partition", "timestamp") if record.get(name) is not None}
        producer.produce(
            topic, raw(record.get("value")), raw(record.get("key")),
            headers=[(name, raw(value)) for name, value in record["headers"]],
            on_delivery=lambda error, message: failures.append(error) if error else None, **optional)
        producer.poll(0)
    if producer.flush(patience) or failures:
        sys.exit(f"not delivered: {failures[:3]}")


def group(brokers, name, topic, protocol="classic"):
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": name, "client.id": "independent-member",
                         "group.protocol": protocol,
                         "auto.offset.reset": "earliest"})
    joined, ended = threading.Event(), threading.Event()
    consumer.subscribe([topic], on_assign=lambda consumer, partitions: joined.set())
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    said = False
    while not ended.is_set():
        consumer.poll(0.1)
        if joined.is_set() and not said:
            said = True
            print("joined", flush=True)
    consumer.close()


def committed(brokers, name, topic):
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": name, "enable.auto.commit": False})
    partitions = consumer.list_topics(topic, timeout=patience).topics[topic].partitions
    for found in consumer.committed([TopicPartition(topic, number) for number in sorted(partitions)], timeout=patience):
        print(found.offset)


def fill(brokers, topic, partitions, count):
    failures, partitions = [], int(partitions)
    producer = Producer({"bootstrap.servers": brokers, "linger.ms": 50, "queue.buffering.max.messages": 500_000,
                         "log_level": 3, "enable.idempotence": True, "delivery.report.only.error": True,
                         "on_delivery": lambda error, message: failures.append(error) if error else None})
    for number in range(int(count)):
        while True:
            try:
                producer.produce(topic, b"%d" % number, partition=number % partitions)
                break
            except BufferError:
                producer.poll(0.05)
        if number % 10_000 == 0:
            producer.poll(0)
    if producer.flush(patience) or failures:
        sys.exit(f"not delivered: {failures[:3]}")


def sequence(brokers, topic, partitions):
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "independent", "enable.auto.commit": False,
                         "auto.offset.reset": "earliest", "enable.partition.eof": True})
    partitions = int(partitions)
    consumer.assign([TopicPartition(topic, number, 0) for number in range(partitions)])
    counts, open_partitions, silence = [0] * partitions, partitions, 0
    while open_partitions:
        messages = consumer.consume(10_000, 1)
        silence = 0 if messages else silence + 1
        if silence == patience:
            sys.exit(f"no answer within {patience} s")
        for message in messages:
            partition = message.partition()
            if message.error():
                if message.error().code() != -191:
                    raise KafkaException(message.error())
                open_partitions -= 1
                continue
            expected = counts[partition] * partitions + partition
            if int(message.value()) != expected:
                sys.exit(f"{topic}[{partition}]@{message.offset()} is {message.value()}, expected {expected}")
            counts[partition] += 1
    consumer.close()
    for count in counts:
        print(count)


def topics(brokers):
    producer = Producer({"bootstrap.servers": brokers})
    for name in sorted(producer.list_topics(timeout=patience).topics):
        print(name)


def transact(brokers, topic, end, first, behind):
    # Left open for as long as the test takes; the broker would abort it after a minute.
    producer = Producer({"bootstrap.servers": brokers, "transactional.id": f"{topic}-{first}",
                         "transaction.timeout.ms": 900_000})
    producer.init_transactions(patience)
    producer.begin_transaction()
    for number in range(int(first), int(behind)):
        producer.produce(topic, str(number).encode(), partition=0)
    producer.flush(patience)
    if end == "open":
        print("open", flush=True)
        sys.stdin.read()
    if end == "abort":
        producer.abort_transaction(patience)
    else:
        producer.commit_transaction(patience)


def deny(brokers, name, operation):
    rule = AclBinding(ResourceType.GROUP, name, ResourcePatternType.LITERAL, "User:*", "*", AclOperation[operation],
                      AclPermissionType.DENY)
    administration = AdminClient({"bootstrap.servers": brokers})
    for answer in administration.create_acls([rule], request_timeout=patience).values():
        answer.result()


# A caller must not wait for this program for ever.
signal.alarm(900)
commands = {"read": read, "write": write, "group": group, "committed": committed, "fill": fill, "sequence": sequence,
            "topics": topics, "transact": transact, "deny": deny}
commands[sys.argv[1]](*sys.argv[2:])
