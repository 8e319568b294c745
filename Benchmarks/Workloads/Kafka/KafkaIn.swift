import Beam
import JoistKafka
import Rows

/// Reads a topic to its end.
enum KafkaIn {
  static func make(_ name: String, _ setting: Setting) throws -> Case {
    let run = try KafkaRun(setting)
    let topic = try run.fullTopic()
    var contenders = setting.engines { engine in
      let answer = Answer(count: 3)
      let pipeline = Pipeline()
      _ = pipeline.readKafka(
        KafkaSource(topic: topic, brokers: run.brokers, startAt: .earliest, until: .latest)
      ).parDo("Count", CountRecords(answer))
      try engine.run(pipeline)
      return answer.values
    }
    contenders.append(
      Contender(.loop) { try RecordLoop(run.cluster.bootstrapServers).read(run.records, from: topic).values })
    return Case(
      name: name, unit: "records", units: run.records, time: .microseconds, note: run.note, contenders: contenders)
  }
}

/// The number of records read, and the sums of their bytes and offsets.
struct RecordSums {
  private var records: Int64 = 0
  private var bytes: Int64 = 0
  private var offsets: Int64 = 0

  /// Adds a record.
  @inline(__always)
  mutating func add(bytes more: Int, offset: Int64) {
    records &+= 1
    bytes &+= Int64(more)
    offsets &+= offset
  }

  /// The sums.
  var values: [Int64] { [records, bytes, offsets] }
}

/// Sums the records of a bundle.
private struct CountRecords: DoFn {
  typealias Output = Bool
  let answer: Answer
  private var sums = RecordSums()

  init(_ answer: Answer) { self.answer = answer }

  mutating func process(_ record: KafkaRecord, in context: Context<Bool>) {
    sums.add(
      bytes: (record.key?.count ?? 0) + (record.value?.count ?? 0), offset: record.position?.offset ?? 0)
  }

  mutating func finishBundle(in context: Context<Bool>) {
    answer.add(sums.values)
    sums = RecordSums()
  }
}
