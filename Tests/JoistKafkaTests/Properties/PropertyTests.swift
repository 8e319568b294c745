import Beam
import JoistKafka
import KafkaTestSupport
import Testing

@Suite("Properties")
struct PropertyTests {
  /// What a reader, or a writer, says about properties before it connects to anything.
  private func readerError(_ properties: KafkaProperties, group: String? = nil) -> KafkaError? {
    do {
      let options = try KafkaConsumerOptions(brokers: "127.0.0.1:9", properties: properties, groupID: group)
      _ = try KafkaConsumerClient(options, partitionCount: 1, logger: quiet)
      return nil
    } catch { return error }
  }

  private func writerError(_ properties: KafkaProperties) -> KafkaError? {
    do {
      let options = try KafkaProducerOptions(brokers: "127.0.0.1:9", properties: properties)
      _ = try KafkaProducerClient(options, topics: [], logger: quiet)
      return nil
    } catch { return error }
  }

  @Test("An unknown property is an error that names it, even for a writer")
  func unknown() throws {
    for error in [readerError(["fetch.wait.max": "5"]), writerError(["fetch.wait.max": "5"])] {
      #expect(error?.code == .badProperty)
      #expect(error?.message.contains("\"fetch.wait.max\"") == true)
      #expect(error?.detail?.contains("No such configuration property") == true)
    }
  }

  @Test("An invalid value is an error that names property and value")
  func illTyped() {
    let error = readerError(["fetch.wait.max.ms": "soon"])
    #expect(error?.code == .badProperty)
    #expect(error?.description.contains("fetch.wait.max.ms") == true)
    #expect(error?.description.contains("soon") == true)
  }

  @Test("A value out of range is an error")
  func outOfRange() {
    #expect(readerError(["fetch.wait.max.ms": "-4"])?.code == .badProperty)
    #expect(writerError(["acks": "7000"])?.code == .badProperty)
  }

  @Test("Contradictory properties are an error with the library's text")
  func contradiction() {
    let error = writerError(["enable.idempotence": "true", "acks": "1"])
    #expect(error?.code == .badProperty)
    #expect(error?.detail?.contains("acks") == true)
  }

  @Test("A property without an effect on this kind of client is an error")
  func foreign() {
    let reader = readerError(["compression.type": "zstd"])
    #expect(reader?.code == .badProperty)
    #expect(reader?.description.contains("producer property") == true)
    let writer = writerError(["fetch.min.bytes": "1"])
    #expect(writer?.code == .badProperty)
    #expect(writer?.message.contains("\"fetch.min.bytes\"") == true)
  }

  @Test(
    "A reader refuses reserved properties with the reason",
    arguments: [
      "enable.auto.commit", "enable.auto.offset.store", "isolation.level", "group.instance.id", "enable.partition.eof",
      "auto.commit.interval.ms", "partition.assignment.strategy", "allow.auto.create.topics", "enabled_events",
      "test.mock.num.brokers",
    ])
  func reservedForReaders(_ name: String) {
    let error = readerError([name: "true"])
    #expect(error?.code == .badProperty)
    #expect(error?.message == "the property \"\(name)\" cannot be set")
    #expect(error?.hint?.isEmpty == false)
  }

  @Test(
    "A writer refuses reserved properties with the reason",
    arguments: [
      "message.timeout.ms", "delivery.timeout.ms", "retries", "message.send.max.retries", "transactional.id",
      "delivery.report.only.error",
    ])
  func reservedForWriters(_ name: String) {
    let error = writerError([name: "1"])
    #expect(error?.message == "the property \"\(name)\" cannot be set")
    #expect(error?.hint?.isEmpty == false)
  }

  @Test("Brokers and group can be set as properties, but not to two different values")
  func places() throws {
    let byProperty = try KafkaConsumerOptions(
      brokers: nil, properties: ["bootstrap.servers": "a:1,b:2", "group.id": "visits", "auto.offset.reset": "smallest"])
    #expect(byProperty.brokers == "a:1,b:2")
    #expect(byProperty.groupID == "visits")
    #expect(byProperty.offsetReset == .earliest)
    #expect(try KafkaProducerOptions(brokers: nil, properties: ["metadata.broker.list": "c:3"]).brokers == "c:3")

    let twice = readerError(["group.id": "mine"], group: "yours")
    #expect(twice?.message.contains("\"mine\"") == true)
    #expect(twice?.message.contains("\"yours\"") == true)
    #expect(throws: KafkaError.self) { try KafkaProducerOptions(brokers: nil) }
  }

  @Test("An invalid auto.offset.reset is an error that names it")
  func badReset() {
    let error = readerError(["auto.offset.reset": "middle"])
    #expect(error?.message.contains("auto.offset.reset") == true)
    #expect(error?.message.contains("middle") == true)
  }

  @Test("A producer's queue that is too small or invalid is refused")
  func smallQueues() throws {
    let few = writerError(["queue.buffering.max.messages": "10"])
    #expect(few?.code == .badProperty)
    #expect(few?.description.contains("at least 1000") == true)
    for size in ["0", "-1", "many", "\(Int.max)"] {
      let none = writerError(["queue.buffering.max.kbytes": size])
      #expect(none?.code == .badProperty)
      #expect(none?.description.contains("queue.buffering.max.kbytes") == true)
    }
    let beyond = writerError(["message.max.bytes": "\(Int.max)"])
    #expect(beyond?.code == .badProperty)
    #expect(beyond?.description.contains("message.max.bytes") == true)
    #expect(beyond?.description.contains("\(Int.max)") == true)
    _ = try KafkaProducerOptions(
      brokers: "a:1", properties: ["queue.buffering.max.kbytes": "1", "queue.buffering.max.messages": "0"])
  }

  @Test("Invalid addresses of brokers are refused, and every form that the client supports is accepted")
  func addresses() throws {
    for wrong in ["a:99999", "a:0", "a:", "a:b", "a:9092,b:-1", "http://a:9092", "://a:1", "[::1]:99999"] {
      let error = #expect(throws: KafkaError.self) { try KafkaConsumerOptions(brokers: wrong) }
      #expect(error?.code == .badProperty)
      #expect(error?.hint?.contains("HOST:PORT") == true)
    }
    for right in ["a", "a:1,b:65535", "[::1]:9092", "[::1]", "PLAINTEXT://a:9092", "sasl_ssl://a"] {
      _ = try KafkaConsumerOptions(brokers: right)
    }
  }

  @Test("The description of properties contains no secrets")
  func secrets() {
    let properties: KafkaProperties = ["sasl.password": "hunter2", "linger.ms": "0"]
    #expect(!"\(properties)".contains("hunter2"))
    #expect("\(properties)".contains("linger.ms"))
  }
}
