import Beam
import Testing

@Suite struct ConnectorReportTests {
  @Test("A report has one note per key") func notes() {
    let report = ConnectorReport(step: "Read")
    #expect(report.note("slow", for: "b"))
    #expect(report.note("slow", for: "a"))
    #expect(!report.note("slow", for: "b"))
    #expect(report.note("slower", for: "b"))
    #expect(report.notes.map(\.key) == ["a", "b"])
    #expect(report.notes.map(\.message) == ["slow", "slower"])
    report.clearNote(for: "a")
    report.clearNote(for: "c")
    #expect(report.notes.map(\.key) == ["b"])
    #expect(report.note("slow", for: "a"))
    report.clearNotes()
    #expect(report.notes.isEmpty)
  }

  @Test("Counters with the same name are the same counter") func counters() {
    let report = ConnectorReport(step: "Read")
    let first = report.counter("first", "of the first kind")
    let second = report.counter("second", "of the second kind")
    first.add(2)
    report.counter("first", "of the first kind").add(3)
    #expect(first.value == 5)
    #expect(second.value == 0)
    #expect(report.counters.map(\.name) == ["first", "second"])
  }

  @Test("A new job starts without notes and with counters at zero") func start() {
    let report = ConnectorReport(step: "Read")
    let counter = report.counter("first", "of the first kind")
    counter.add(2)
    report.note("slow", for: "a")
    report.start()
    #expect(counter.value == 0)
    #expect(report.notes.isEmpty)
    #expect(report.counters.count == 1)
  }

  @Test("Notes and counters can be updated from several threads") func threads() async {
    let report = ConnectorReport(step: "Read")
    let counter = report.counter("times", "times")
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          for _ in 0..<1_000 {
            counter.add(1)
            report.note("\(number)", for: "\(number)")
          }
        }
      }
    }
    #expect(counter.value == 8_000)
    #expect(report.notes.map(\.message) == (0..<8).map { "\($0)" })
  }

  @Test("A report has the path of its composite") func step() {
    struct Inner: PTransform {
      func expand(_ pipeline: Pipeline) -> PCollection<String> {
        let report = pipeline.connectorReport()
        return pipeline.create([report.step])
      }
    }
    let pipeline = Pipeline()
    _ = pipeline.apply("Feed", Inner())
    #expect(pipeline.graph.reports.map(\.step) == ["Feed"])
    #expect(pipeline.connectorReport().step == "")
  }
}
