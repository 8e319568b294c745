import Beam
import JoistKafka
import Rows

/// Writes records to a topic until the broker has acknowledged all of them.
enum KafkaOut {
  static func make(_ name: String, _ setting: Setting) throws -> Case {
    let run = try KafkaRun(setting)
    let loop = RecordLoop(run.cluster.bootstrapServers)
    /// A contender whose runs each have a new topic, which is checked after the run.
    func contender(_ role: Contender.Role, _ write: @escaping (String) throws -> Void) -> Contender {
      Contender(
        role,
        measuring: {
          let topic = try run.emptyTopic()
          var sample = try Stopwatch.time {
            try write(topic)
            return []
          }
          sample.answer = [try loop.count(of: topic)]
          return sample
        })
    }
    var contenders = setting.engines.map { engine in
      contender(.engine(cores: engine.cores)) { topic in
        let pipeline = Pipeline()
        pipeline.create("Shares", 0..<KafkaRun.partitions)
          .flatMap("Records") { [records = run.records, contents = run.contents] share in
            stride(from: share, to: records, by: KafkaRun.partitions).lazy.map { number in
              let content = contents[number % contents.count]
              return KafkaRecord(key: content.key, value: content.value)
            }
          }
          .writeKafka(KafkaSink(topic: topic, brokers: run.brokers))
        try engine.run(pipeline)
      }
    }
    contenders.append(contender(.loop) { try loop.write(run.records, run.contents, to: $0) })
    return Case(
      name: name, unit: "records", units: run.records, time: .microseconds, note: run.note, contenders: contenders)
  }
}
