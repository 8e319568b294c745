import JoistPlan

/// The state of a test stream.
struct TestStreamState: Sendable {
  private let stream: TestStream
  private var next = 0
  /// Its watermark, in milliseconds.
  private(set) var watermark = EventTime.min

  init(_ stream: TestStream) { self.stream = stream }

  /// Takes the next event; nil after the last, which has moved the watermark to the end of time.
  mutating func takeEvent() -> TestStream.Event? {
    guard next <= stream.events.count else { return nil }
    let event = next < stream.events.count ? stream.events[next] : .watermark(EventTime.max)
    next += 1
    if case .watermark(let time) = event { watermark = max(watermark, min(time, EventTime.max)) }
    return event
  }
}

extension Coordinator {
  /// Performs the next event of the plan's test streams, those of the first stream before those of the others. Call it when nothing
  /// runs and `next` hands out nothing.
  /// - Returns: by how many milliseconds processing time advances with the event; nil if there is no event left.
  public mutating func performTestEvent() -> Int64? {
    for stage in stages.indices {
      guard case .testStream(let number) = stages[stage].part, let event = testStreams[number].takeEvent() else {
        continue
      }
      switch event {
      case .elements(let block):
        record(.impulse(StageID(stage), block))
        for edge in topology.plan.stages[stage].outputs { push([block], edge: edge.index, lane: 0) }
      case .watermark: break
      case .processingTime(let more): return more
      }
      advanceWatermarks(from: stage)
      return 0
    }
    return nil
  }
}
