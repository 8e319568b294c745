# Runs a Kafka broker of a test's own, in KRaft mode, and does what is written to it on standard input, a word a line:
#   start | kill | pause | resume
# When the input ends, also by the death of the test, the broker dies and its folder goes.
#   real_broker.sh DISTRIBUTION PORT CONTROLLER_PORT [PROPERTY…]
kafka=$1 port=$2 controller=$3
shift 3
folder=$(mktemp -d "${TMPDIR:-/tmp}/joist-kafka.XXXXXX")
trap 'kill -9 $broker 2>/dev/null; wait $broker 2>/dev/null; rm -rf "$folder"' EXIT
trap 'exit 1' INT TERM HUP

cat > "$folder/server.properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$folder/data
log.retention.ms=-1
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=true
PROPERTIES
printf '%s\n' "$@" >> "$folder/server.properties"

export LOG_DIR=$folder KAFKA_HEAP_OPTS="-Xms128m -Xmx512m"
"$kafka/bin/kafka-storage.sh" format --standalone -t "$("$kafka/bin/kafka-storage.sh" random-uuid)" \
  -c "$folder/server.properties" > "$folder/format" 2>&1 || { cat "$folder/format" >&2; exit 1; }

start() {
  : > "$folder/log"  # the broker before has said that it was started, too
  "$kafka/bin/kafka-server-start.sh" "$folder/server.properties" > "$folder/log" 2>&1 < /dev/null &
  broker=$!
  for _ in $(seq 600); do
    grep -q "Kafka Server started" "$folder/log" && { echo started; return; }
    kill -0 $broker 2>/dev/null || break
    sleep 0.1
  done
  tail -20 "$folder/log" >&2
  exit 1
}

while read -r word; do
  case $word in
    start) start ;;
    pause) kill -STOP $broker; echo paused ;;
    resume) kill -CONT $broker; echo resumed ;;
    kill) kill -9 $broker; wait $broker 2>/dev/null; echo killed ;;
  esac
done
