import JoistKafka
import KafkaTestSupport
import TestSupport
import Testing

@Suite("A job that is killed", .enabled(if: otherClient, "\(IndependentClient.missing)"), .takingTurns)
struct KillTests {
  /// Microseconds for each record: so many that no job is through before its test is, however busy the machine.
  private let slow = ["--delay", "4000"]

  @Test(
    "Committed records are written, the next job writes the rest, and only uncommitted records are duplicated",
    arguments: ClusterKind.present)
  func copying(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 4)
    let output = try cluster.makeTopic("out", partitions: 4)
    let group = "killed-\(input)"
    try cluster.write(0..<20_000, toEachOf: 4, of: input)
    let positions = try TopicWatch(input, group: group, on: cluster)
    let copies = try TopicWatch(output, on: cluster)
    var publishedAtKills: [[Int64]] = []

    for round in 1...3 {
      let (before, copied) = (try positions.positions, try copies.count)
      let program = try ProgramRun("copy", on: cluster, input, output, group: group, slow)
      try await wait(for: "positions of round \(round)") {
        let now = try positions.positions
        return now != before && now.values.contains { $0 > 0 }
      }
      // Anywhere between two times that positions are published.
      let more = Int.random(in: 1...500)
      try await wait(for: "\(more) copies of round \(round)") { try copies.count >= copied + more }
      program.killNow()
      let published = try IndependentClient.committed(group, topic: input, at: cluster.bootstrapServers)
        .map { $0 ?? 0 }
      publishedAtKills.append(published)
      let written = try cluster.numbers(in: output, partitions: 4)
      for (partition, position) in published.enumerated() {
        #expect(Set(written[partition]).isSuperset(of: 0..<Int(position)))
        #expect(written[partition].firsts == Array(0..<Set(written[partition]).count))
      }
    }
    let last = try ProgramRun("copy", on: cluster, input, output, group: group, ["--bounded"])
    #expect(last.end() == 0)
    for (partition, written) in try cluster.numbers(in: output, partitions: 4).enumerated() {
      #expect(written.firsts == Array(0..<20_000))
      let times = Dictionary(written.map { ($0, 1) }, uniquingKeysWith: +)
      #expect(
        times.allSatisfy { number, count in
          count <= 1 + publishedAtKills.count { $0[partition] <= number }
        })
    }
    #expect(
      try IndependentClient.committed(group, topic: input, at: cluster.bootstrapServers)
        == [20_000, 20_000, 20_000, 20_000])
  }

  @Test("With windows, nothing is committed, and the next job counts everything again", arguments: ClusterKind.present)
  func counting(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 2)
    let output = try cluster.makeTopic("out", partitions: 1)
    let group = "killed-\(input)"
    // A hundred windows with as many records of each partition.
    try cluster.write(0..<10_000, toEachOf: 2, of: input) { 1_700_000_000_000 + Int64($0) * 100 }

    let program = try ProgramRun("count", on: cluster, input, output, group: group, slow)
    let counted = try TopicWatch(output, on: cluster)
    try await wait(for: "the first windows") { try counted.count >= 2 }
    program.killNow()
    // Only where the job started is published.
    #expect(try IndependentClient.committed(group, topic: input, at: cluster.bootstrapServers) == [0, 0])

    let last = try ProgramRun("count", on: cluster, input, output, group: group, ["--bounded"])
    #expect(last.end() == 0)
    let counts = try IndependentClient.read(output, at: cluster.bootstrapServers)
    #expect(counts.count >= 202)
    #expect(counts.suffix(200).allSatisfy { $0.valueText == "100" })
    for partition in 0..<2 { #expect(counts.suffix(200).count { $0.keyText == "\(partition)" } == 100) }
  }

  @Test("Ctrl-C finishes running work and commits its positions", arguments: ClusterKind.present)
  func interrupted(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 2)
    let output = try cluster.makeTopic("out", partitions: 2)
    let group = "stopped-\(input)"
    try cluster.write(0..<20_000, toEachOf: 2, of: input)
    let program = try ProgramRun("copy", on: cluster, input, output, group: group, slow)
    let copies = try TopicWatch(output, on: cluster)
    try await wait(for: "some records") { try copies.count >= 100 }
    #expect(program.interrupt() == 130)
    let written = try cluster.numbers(in: output, partitions: 2)
    let published = try IndependentClient.committed(group, topic: input, at: cluster.bootstrapServers)
    // Exactly what was written, nothing twice.
    #expect(published == written.map { Int64($0.count) })
    for numbers in written { #expect(numbers == Array(0..<numbers.count)) }
  }
}
