import Foundation
import JoistRunner
import Rows
import Synchronization
import Testing

@testable import JoistTool

/// Keeps the written records in memory.
private final class Kept: Sendable {
  let records = Mutex<[GeneratedRecord]>([])
  let ends = Mutex<[Bool]>([])
  let lines = Mutex<[String]>([])
}

private struct KeepingOutput: VisitOutput {
  let kept: Kept
  /// Cancels the writing task after this many records, so that the test ends on a busy machine too.
  var most = Int.max
  let description = "memory"
  func write(_ record: GeneratedRecord) throws {
    let count = kept.records.withLock { records -> Int in
      records.append(record)
      return records.count
    }
    if count == most { withUnsafeCurrentTask { $0?.cancel() } }
  }
  func flush() throws {}
  func finish(complete: Bool) throws { kept.ends.withLock { $0.append(complete) } }
}

@Suite("A run of the generator") struct GenerationRunTests {
  private let kept = Kept()

  private func run(count: Int?, interval: Int64?) -> GenerationRun {
    GenerationRun(
      settings: VisitSettings(), visitClock: .counted(from: .epoch, intervalNanos: 1_500_000), intervalNanos: interval,
      count: count, progressEvery: 10, say: { [kept] line in kept.lines.withLock { $0.append(line) } })
  }

  @Test("A run writes its count of records and reports progress") func progress() async throws {
    try await run(count: 25, interval: nil).run { [kept] in KeepingOutput(kept: kept) }
    #expect(kept.records.withLock { $0.map(\.time.milliseconds) } == (0..<25).map { Int64($0) * 3 / 2 })
    #expect(kept.ends.withLock { $0 } == [true])
    let lines = kept.lines.withLock { $0 }
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("10 visits (0 malformed, 0 late, 0 duplicate), "))
    #expect(lines[2].hasPrefix("wrote 25 visits ") && lines[2].hasSuffix(" to memory"))
  }

  @Test("Cancelling a run ends its wait") func cancelling() async throws {
    let work = run(count: 5, interval: 3_600_000_000_000)
    let writing = Task { [kept] in try await work.run { KeepingOutput(kept: kept) } }
    while kept.records.withLock({ $0.isEmpty }) { await Task.yield() }
    writing.cancel()
    try await writing.value
    #expect(kept.records.withLock { $0.count } == 1)
    #expect(kept.ends.withLock { $0 } == [false])
  }

  @Test("A run without a count is complete when it is stopped") func stopped() async throws {
    let work = run(count: nil, interval: nil)
    try await Task { [kept] in try await work.run { KeepingOutput(kept: kept, most: 100) } }.value
    #expect(kept.records.withLock { $0.count } == 100)
    #expect(kept.ends.withLock { $0 } == [true])
  }
}

@Suite("Files of visits") struct LineFilesTests {
  private func record(_ text: String) -> GeneratedRecord {
    GeneratedRecord(kind: .valid, key: "k", value: Array(text.utf8), time: .epoch)
  }

  @Test("Files get their names when all records are written") func complete() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "joist-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var files = try LineFiles(prefix: folder.path + "/sub/visits", count: 2)
    for text in ["a", "b", "c"] { try files.write(record(text)) }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/sub").allSatisfy {
        $0.hasSuffix(".incomplete")
      })
    try files.finish(complete: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/sub").sorted()
    #expect(names == ["visits-00000-of-00002.jsonl", "visits-00001-of-00002.jsonl"])
    #expect(try String(contentsOfFile: folder.path + "/sub/" + names[0], encoding: .utf8) == "a\nc\n")
  }

  @Test("A stopped run leaves no files") func incomplete() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "joist-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    var files = try LineFiles(prefix: folder.path + "/visits", count: 1)
    try files.write(record("a"))
    try files.finish(complete: false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
