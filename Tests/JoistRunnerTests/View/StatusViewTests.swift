import JoistPlan
import Testing

@testable import JoistRunner

@Suite struct StatusViewTests {
  private var status: JobStatus {
    var status = JobStatus(name: "website-visits", threads: 2)
    status.elapsed = 72_000_000_000
    status.time = 1_763_729_003_323
    status.busyThreads = 1
    status.memory = JobStatus.Memory(used: 143_000_000, budget: 4_000_000_000)
    status.steps = [
      StepStatus(
        path: "Read", stage: StageID(1), elementsIn: 8, elementsOut: 1_234_567, rate: 12_345,
        watermark: 1_763_729_002_123, backlog: .init(parts: 8)),
      StepStatus(path: "Parse", stage: StageID(1), elementsIn: 1_234_567, elementsOut: 1_234_000),
      StepStatus(
        path: "Count/Group", stage: StageID(2), elementsIn: 1_234_000, elementsOut: 12, rate: 0,
        watermark: EventTime.max, backlog: .init(elements: 10, bytes: 12_300)),
    ]
    return status
  }

  @Test("The table shows a job") func table() {
    #expect(
      StatusTable(width: 100, height: 40).lines(status) == [
        "website-visits  running  1 m 12 s  1 of 2 threads  143 MB of 4.0 GB",
        "STEP                IN        OUT      RATE            WATERMARK    LAG  BACKLOG",
        "Read                 8  1,234,567  12.3 k/s  2025-11-21 12:43:22  1.2 s  8 parts",
        "Parse        1,234,567  1,234,000                          start                ",
        "Count/Group  1,234,000         12       0/s                  end         12.3 kB",
      ])
  }

  @Test("The table fits into the terminal") func noLineIsWiderThanTheTerminalAndNoTableHigher() {
    var status = status
    for number in 0..<50 {
      status.steps.append(StepStatus(path: "A/very/long/path/of/composites/\(number)", stage: StageID(3)))
    }
    status.retries = [RetryStatus(stage: "Write", failures: 4, message: "away", nextAttempt: status.time + 12_000)]
    let lines = StatusTable(width: 80, height: 20).lines(status)
    #expect(lines.count == 18)
    #expect(lines.allSatisfy { $0.count <= 80 })
    #expect(lines[16] == "… and 39 more steps")
    #expect(lines[17] == "Write failed 4 times, next attempt in 12.0 s: away")
  }

  @Test("Notes leave space for steps on a low terminal") func notesLeaveRoomForStepsOnALowTerminal() {
    var status = status
    status.steps.append(StepStatus(path: "Write", stage: StageID(3)))
    status.counters = (1...9).map { CounterStatus(step: "", name: "\($0)", text: "times \($0)", value: 1) }
    let lines = StatusTable(width: 80, height: 12).lines(status)
    #expect(lines.count == 10)
    #expect(lines[2].hasPrefix("Read ") && lines[3].hasPrefix("Parse "))
    #expect(lines[4] == "… and 2 more steps")
    #expect(lines[5...] == ["1 times 1", "1 times 2", "1 times 3", "1 times 4", "… and 5 more notes"])
    // Nothing of it is cut off where it is pinned.
    var pinned = PinnedLines()
    #expect(pinned.draw(lines, terminalHeight: 12).contains("… and 5 more notes"))
    #expect(pinned.rows == 10)
    // With fewer steps there is room for more.
    status.steps.removeLast(3)
    #expect(StatusTable(width: 80, height: 12).lines(status).last == "… and 3 more notes")
    for height in 0..<30 { #expect(StatusTable(width: 80, height: height).lines(status).count <= max(height, 5) - 2) }
  }

  @Test("The views show late and dropped elements")
  func lateElementsAreShown() {
    var status = status
    status.late = LateStatus(elements: 1234, dropped: 1200, largestLatenessMillis: 3_200)
    status.steps[2].late = status.late
    let dropped = "1,200 elements came too late and were dropped, the latest 3.2 s after its window"
    #expect(StatusTable().lines(status).last == "Count/Group: " + dropped)
    #expect(StatusText.summary(status) == "website-visits running after 1 m 12 s, 0 bundles committed, \(dropped)")
    #expect(StatusLines().lines(status).contains { $0.hasSuffix("late 1,234 by up to 3.2 s, 1,200 dropped") })
  }

  @Test("Late elements that were not dropped are shown only at their step")
  func acceptedLateElementsAreShown() {
    var status = status
    status.late = LateStatus(elements: 1, dropped: 0, largestLatenessMillis: 20)
    status.steps[2].late = status.late
    #expect(StatusTable().lines(status) == StatusTable().lines(self.status))
    #expect(StatusText.summary(status) == StatusText.summary(self.status))
    #expect(StatusLines().lines(status).last?.hasSuffix("late 1 by up to 20 ms") == true)
  }

  @Test("The lateness is not shown if the watermark was at the end of time")
  func unknownLatenessIsLeftOut() {
    #expect(StatusText.dropped(LateStatus(elements: 1, dropped: 1)) == "1 element came too late and was dropped")
    #expect(StatusText.late(LateStatus(elements: 2, dropped: 1)) == "late 2, 1 dropped")
  }

  @Test(
    "A backlog is shown in its unit",
    arguments: [
      (StepStatus.Backlog(elements: 12_345, parts: 8), "12.3 k"), (.init(elements: 999, parts: 8), "999"),
      (.init(elements: 0, parts: 8), "0"), (.init(bytes: 1_234_567_890, parts: 8), "1.2 GB"),
      (.init(bytes: 0, parts: 8), "0"), (.init(parts: 1), "1 part"), (.init(parts: 0), "0"),
      (.init(elements: 10, bytes: 12_300), "12.3 kB"), (.init(elements: 0, bytes: 0), "0"),
    ])
  func whatIsStillToBeReadIsShownInItsUnit(backlog: StepStatus.Backlog, text: String) {
    var status = status
    status.steps = [StepStatus(path: "Read", stage: StageID(1), backlog: backlog)]
    #expect(StatusTable().lines(status)[2].hasSuffix("  " + text))
    #expect(StatusLines().lines(status)[1].hasSuffix(text == "0" ? "watermark start" : ", backlog " + text))
  }

  @Test("Notes and counters of connectors are shown") func whatConnectorsTellIsShown() {
    var status = status
    let partitions = ["visits[3]", "visits[4]", "visits[5]", "visits[6]", "visits[7]"]
    status.notes = partitions.map { NoteStatus(step: "Read", key: $0, message: "\($0) waits") }
    status.counters = [
      CounterStatus(step: "Read", name: "recordsFromFuture", text: "records were early", value: 1_234),
      CounterStatus(step: "Read", name: "commitsFailed", text: "commits failed", value: 0),
      CounterStatus(step: "", name: "calls", text: "calls failed", value: 1),
    ]
    let notes = [
      "Read: visits[3] waits", "Read: visits[4] waits", "Read: visits[5] waits", "… and 2 more notes of connectors",
      "Read: 1,234 records were early", "1 calls failed",
    ]
    #expect(StatusTable().lines(status).suffix(6) == notes[...])
    #expect(StatusLines(isBrief: true).lines(status).dropFirst() == notes[...])
  }

  @Test("A narrow terminal keeps lag and backlog, and the ends of names")
  func narrow() {
    var status = status
    status.steps[0].path = "ReadVisits/Partitions/Read"
    #expect(
      StatusTable(width: 60, height: 40).lines(status)[1...2] == [
        "STEP                 IN        OUT      RATE    LAG  BACKLOG",
        "…itions/Read          8  1,234,567  12.3 k/s  1.2 s  8 parts",
      ])
    #expect(
      StatusTable(width: 40, height: 40).lines(status)[1...2] == [
        "STEP                RATE    LAG  BACKLOG", "…rtitions/Read  12.3 k/s  1.2 s  8 parts",
      ])
  }

  @Test("If not all steps fit, finished steps are left out first")
  func busiest() {
    var status = status
    let done = StepStatus(path: "Done", stage: StageID(4), watermark: EventTime.max, backlog: .init(elements: 0))
    status.steps = [done, done, done, status.steps[0], status.steps[1]]
    let names = StatusTable(width: 100, height: 8).lines(status)[2...4].map { $0.prefix(5) }
    #expect(names == ["Done ", "Read ", "Parse"])
  }

  @Test("Plain lines show a job and its steps") func plainLines() {
    #expect(
      StatusLines().lines(status) == [
        "2025-11-21 12:43:23  website-visits  running  1 m 12 s  1 of 2 threads  143 MB of 4.0 GB",
        "  Read: in 8, out 1,234,567, 12.3 k/s, watermark 2025-11-21 12:43:22, lag 1.2 s, backlog 8 parts",
        "  Parse: in 1,234,567, out 1,234,000, watermark start",
        "  Count/Group: in 1,234,000, out 12, 0/s, watermark end, backlog 12.3 kB",
      ])
    #expect(StatusLines(isBrief: true).lines(status).count == 1)
  }

  @Test("Plain lines leave out steps that have had no element since the last status") func unchangedSteps() {
    var later = status
    later.time += 10_000
    #expect(StatusLines().lines(later, after: status).count == 1)
    later.steps[1].elementsIn += 1
    let lines = StatusLines().lines(later, after: status)
    #expect(lines.count == 2)
    #expect(lines[1].hasPrefix("  Parse: in 1,234,568"))
  }

  @Test("Elements that are decades late hint at a wrong unit") func wrongUnit() {
    var late = LateStatus()
    late.dropped = 2
    late.largestLatenessMillis = 19_828 * 86_400_000
    #expect(
      StatusText.dropped(late)?.hasSuffix("after its window: are times in seconds taken for milliseconds?") == true)
  }
}
