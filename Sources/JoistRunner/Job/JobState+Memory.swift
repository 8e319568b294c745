import Beam
import JoistEngine

extension JobState {
  /// Counts the connectors' queues toward the job's memory.
  mutating func noteMemory(of reports: [ConnectorReport]) {
    for (index, report) in reports.enumerated() {
      let bytes = report.memory
      guard bytes != queueMemory[index, default: 0] else { continue }
      queueMemory[index] = bytes
      coordinator.setMemory(bytes, of: "queues of \(report.step)")
    }
  }
}
