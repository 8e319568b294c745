import JoistKafka
import KafkaTestSupport
import Synchronization
import Testing

@Suite("Reading a partition")
struct ReaderTests {
  /// A topic of one partition with the values "0", "1" and so on.
  private func filled(_ cluster: TestCluster, _ count: Int) throws -> String {
    let topic = try cluster.makeTopic("in")
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    for number in 0..<count { try batch.send("\(number)") }
    try batch.settle()
    return topic
  }

  @Test("The end of a partition is reported, and later records are read", arguments: ClusterKind.present)
  func end(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster, 3)
    let consumer = try cluster.consumer()
    let reader = try consumer.takeReader(of: KafkaPartition(topic, 0), at: 0)
    #expect(try reader.readToEnd().count == 3)
    #expect(reader.position == 3)
    #expect(reader.knownEnd == 3)
    #expect(try reader.peek() == .nothing)

    let batch = try cluster.producer([topic]).newBatch(to: topic)
    try batch.send("later")
    try batch.settle()
    #expect(try reader.read { all, _ in all.count == 1 }.map(\.value) == ["later"])
  }

  @Test("An empty partition has an end", arguments: ClusterKind.present)
  func empty(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    let reader = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0)
    #expect(try reader.readToEnd().isEmpty)
  }

  @Test("A record with the timestamp -1 has no time", arguments: ClusterKind.present)
  func noTime(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in")
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    try batch.send("timeless", timestamp: -1)
    try batch.send("timely", timestamp: 1)
    try batch.settle()
    let reader = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0)
    #expect(try reader.readToEnd().map(\.timestamp) == [nil, 1])
  }

  @Test(
    "Peeking twice does not advance, and a reader that was put back continues at its position",
    arguments: ClusterKind.present)
  func lookAndPutBack(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster, 5)
    let partition = KafkaPartition(topic, 0)
    let consumer = try cluster.consumer()
    let reader = try consumer.takeReader(of: partition, at: 0)
    #expect(try reader.read { all, _ in all.count == 2 }.map(\.offset) == [0, 1])
    #expect(try reader.peek() == .record)
    #expect(try reader.peek() == .record)
    #expect(reader.message.offset == 2)
    #expect(reader.position == 2)
    #expect(throws: KafkaError.self) { try consumer.takeReader(of: partition, at: 2) }
    consumer.putBack(reader)

    let again = try consumer.takeReader(of: partition, at: 2)
    #expect(again === reader)
    #expect(try again.readToEnd().map(\.offset) == [2, 3, 4])
  }

  @Test("A reader can seek back and ahead", arguments: ClusterKind.present)
  func seek(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster, 3_000)
    let reader = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0)
    #expect(try reader.readToEnd().count == 3_000)
    try reader.seek(to: 1_500)
    #expect(try reader.readToEnd().map(\.offset) == Array(1_500..<3_000))
    try reader.seek(to: 10)
    #expect(try reader.read { all, _ in all.count == 1 }.map(\.offset) == [10])
    try reader.seek(to: 2_999)
    #expect(try reader.readToEnd().map(\.offset) == [2_999])
  }

  @Test("A wait ends with the next record and calls only one wake-up", arguments: ClusterKind.present)
  func wake(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster, 1)
    let reader = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0)
    _ = try reader.readToEnd()
    let calls = Mutex(0)
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    await withCheckedContinuation { (woken: CheckedContinuation<Void, Never>) in
      reader.whenReadable {
        calls.withLock { $0 += 1 }
        woken.resume()
      }
      #expect(throws: Never.self) {
        try batch.send("wakes")
        try batch.settle()
      }
    }
    #expect(try reader.read { all, _ in all.count == 1 }.map(\.value) == ["wakes"])
    #expect(calls.withLock { $0 } == 1)
  }

  @Test("A wait for an available record ends at once")
  func wakeAtOnce() throws {
    let cluster = try TestCluster(.embedded)
    let topic = try filled(cluster, 3)
    let reader = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 0)
    _ = try reader.read { all, _ in all.count == 1 }
    let calls = Mutex(0)
    reader.whenReadable { calls.withLock { $0 += 1 } }
    #expect(calls.withLock { $0 } == 1)
  }

  @Test("A position after the end is lost", arguments: ClusterKind.present)
  func behindTheEnd(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster, 3)
    let reader = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 100)
    let error = #expect(throws: KafkaError.self) { try reader.readToEnd() }
    #expect(error?.code == .lostPosition)
    #expect(error?.message.contains("\(topic)[0]") == true)
    #expect(error?.message.contains("100") == true)
    #expect(error?.message.contains("ends at 3") == true)
  }

  @Test(
    "The error for deleted records names topic, partition and range",
    .enabled(if: RealBroker.isPresent, "\(RealBroker.missing)"))
  func deleted() throws {
    let cluster = try TestCluster(.real)
    let topic = try filled(cluster, 50)
    try cluster.deleteRecords(of: topic, partition: 0, below: 20)
    let reader = try cluster.consumer().takeReader(of: KafkaPartition(topic, 0), at: 5)
    let error = #expect(throws: KafkaError.self) { try reader.readToEnd() }
    #expect(error?.code == .lostPosition)
    #expect(error?.message.contains("\(topic)[0]") == true)
    #expect(error?.message.contains("5 to 19") == true)
  }

  @Test("Several partitions are read over one client, each in order", arguments: ClusterKind.present)
  func manyPartitions(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try cluster.makeTopic("in", partitions: 4)
    let batch = try cluster.producer([topic]).newBatch(to: topic)
    for number in 0..<4_000 { try batch.send("\(number)", partition: Int32(number % 4)) }
    try batch.settle()
    let consumer = try cluster.consumer(partitions: 4)
    for number in 0..<4 {
      let reader = try consumer.takeReader(of: KafkaPartition(topic, Int32(number)), at: 0)
      let values = try reader.readToEnd().compactMap { $0.value.flatMap { Int($0) } }
      #expect(values == Array(stride(from: number, to: 4_000, by: 4)))
    }
  }

  @Test("A backlog larger than the queue is read to its end", arguments: ClusterKind.present)
  func smallQueue(_ kind: ClusterKind) throws {
    let cluster = try TestCluster(kind)
    let topic = try filled(cluster, 20_000)
    let consumer = try cluster.consumer(memory: 1)
    let reader = try consumer.takeReader(of: KafkaPartition(topic, 0), at: 0)
    #expect(try reader.readToEnd().map(\.offset) == Array(0..<20_000))
  }
}
