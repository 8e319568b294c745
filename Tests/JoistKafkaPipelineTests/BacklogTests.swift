import Foundation
import Joist
import JoistKafka
import JoistRunner
import KafkaTestSupport
import Testing

@Suite("The backlog of a topic", .takingTurns)
struct BacklogTests {
  @Test("The status shows the backlog before anything is read, and none at the end", arguments: ClusterKind.present)
  func falls(_ kind: ClusterKind) async throws {
    let cluster = try TestCluster(kind)
    let input = try cluster.makeTopic("in", partitions: 4)
    try cluster.write(0..<250, toEachOf: 4, of: input)
    let seen = Collected<Int>()
    let gate = Gate()

    let pipeline = Pipeline()
    pipeline.readKafka("Read", KafkaSource(topic: input, brokers: cluster.brokers))
      .map("Hold") { record in
        gate.pass()
        return number(of: record)
      }
      .parDo(Collect(into: seen))
    let job = try pipeline.startHere()
    defer { gate.open() }
    try await wait(for: "the first record") { gate.isReached }
    #expect(backlog(of: job)?.elements == 1_000)
    #expect(backlog(of: job)?.bytes == nil)
    gate.open()
    try await wait(for: "the last record") { seen.all.count == 1_000 }
    try await wait(for: "an empty backlog") { backlog(of: job)?.elements == 0 }
    #expect(backlog(of: job)?.parts == 4)
    try cluster.write(250..<260, toEachOf: 4, of: input)
    try await wait(for: "what came later") { seen.all.count == 1_040 && backlog(of: job)?.elements == 0 }
    job.stop()
    _ = try await job.outcome()
  }

  @Test("The backlog of a counted read is the records that it will read")
  func counted() async throws {
    let cluster = try TestCluster(.embedded)
    let input = try cluster.makeTopic("in", partitions: 2)
    try cluster.write(0..<100, toEachOf: 2, of: input)
    let gate = Gate()
    let pipeline = Pipeline()
    pipeline.readKafka("Read", KafkaSource(topic: input, brokers: cluster.brokers, until: .count(30)))
      .map("Hold") { record in
        gate.pass()
        return number(of: record)
      }
      .writeNowhere()
    let job = try pipeline.startHere()
    defer { gate.open() }
    try await wait(for: "the first record") { gate.isReached }
    #expect(backlog(of: job)?.elements == 30)
    gate.open()
    #expect(try await job.outcome() == .finished)
    #expect(backlog(of: job)?.elements == 0)
  }

  /// The backlog of the step that reads.
  private func backlog(of job: any Job) -> StepStatus.Backlog? {
    job.status.steps.first { $0.path.hasPrefix("Read/") && $0.backlog?.elements != nil && $0.backlog?.parts != nil }?
      .backlog
  }
}

/// Holds whoever wants to pass until it is opened.
private final class Gate: Sendable {
  private let condition = NSCondition()
  private nonisolated(unsafe) var state = (isReached: false, isOpen: false)  // behind the condition's lock

  var isReached: Bool { condition.withLock { state.isReached } }

  func pass() {
    condition.withLock {
      state.isReached = true
      while !state.isOpen { condition.wait() }
    }
  }

  func open() {
    condition.withLock { state.isOpen = true }
    condition.broadcast()
  }
}
