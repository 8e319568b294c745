import JoistPlan

extension JobCore {
  /// The job's current status; `elapsed` is left for the caller to set.
  func status() -> JobStatus {
    let monotonic = clock.monotonicNanoseconds
    var status = monitor.withLock { $0.status(time: clock.processingTime, monotonic: monotonic) }
    status.steps = display.shown(status.steps)
    for report in hooks.reports {
      status.add(report)
      if report.isOutOfContact { status.loseBacklog(ofStepsIn: report.step) }
    }
    status.busyThreads = activities.count { $0.isBusy }
    return status
  }

  /// Adds notes about sources that emit elements and never move their watermark, unless they explain it themselves.
  func addWatermarkNotes(to status: inout JobStatus) {
    guard status.phase == .running, status.elapsed >= Self.watermarkPatience else { return }
    for step in status.steps where step.watermark == EventTime.min && step.elementsOut >= Self.elementsWithoutWatermark
    {
      guard display.source(ofStage: step.stage.index) == step.path, !isBounded[step.stage.index],
        !status.notes.contains(where: { step.path == $0.step || step.path.hasPrefix($0.step + "/") })
      else { continue }
      let message =
        "has emitted \(Readable.count(step.elementsOut)) elements and never moved its watermark: no window after it fires"
      status.notes.append(NoteStatus(step: step.path, key: "watermark", message: message))
    }
  }

  /// How long a source may take to move its watermark, in nanoseconds.
  private static let watermarkPatience: Int64 = 10_000_000_000

  /// A source that has emitted fewer elements may still wait for the first ones.
  private static let elementsWithoutWatermark = 100
}
