extension JobCore {
  /// The job as it is now, but for how long it has run.
  func status() -> JobStatus {
    let monotonic = clock.monotonicNanoseconds
    var status = monitor.withLock { $0.status(time: clock.processingTime, monotonic: monotonic) }
    status.steps = display.shown(status.steps)
    for report in hooks.reports { status.add(report) }
    status.busyThreads = activities.count { $0.isBusy }
    return status
  }
}
