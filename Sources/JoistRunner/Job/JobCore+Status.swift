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
}
