import Beam
import JoistEngine

extension JobState {
  /// Counts the connectors' queues toward the job's memory.
  mutating func noteMemory(of reports: [ConnectorReport]) {
    for index in reports.indices where reports[index].memory != queueMemory[index] {
      queueMemory[index] = reports[index].memory
      coordinator.setMemory(queueMemory[index], of: "queues of \(reports[index].step)")
    }
  }
}
