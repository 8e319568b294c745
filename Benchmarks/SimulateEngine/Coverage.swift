import EngineReference
import JoistEngine

/// Counts what the runs have covered.
struct Coverage: CustomStringConvertible {
  var runs = 0
  var broken = 0
  var committed = 0
  var failed = 0
  var droppedLate = 0
  var latePanes = 0
  var compared = 0
  var finished = 0
  var stopped = 0
  var stuck = 0

  mutating func add(_ report: Simulation.Report) {
    runs += 1
    committed += report.committed
    failed += report.failed
    droppedLate += report.droppedLate
    latePanes += report.latePanes
    if report.isCompared { compared += 1 }
    switch report.progress {
    case .finished: finished += 1
    case .stopped: stopped += 1
    case .stuck: stuck += 1
    case .running: break
    }
  }

  var description: String {
    """
    \(runs) runs, \(broken) broke a rule: \(finished) finished, \(stopped) were stopped, \(stuck) needed more memory; \
    \(compared) compared end to end; \(committed) bundles committed, \(failed) failed, \(droppedLate) elements dropped as \
    late, \(latePanes) late panes
    """
  }
}
