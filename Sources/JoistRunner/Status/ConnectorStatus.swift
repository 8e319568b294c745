import Beam

/// A condition that a connector reports while it lasts, such as an open transaction that blocks later records.
public struct NoteStatus: Sendable, Equatable {
  /// The path of the connector's step.
  public var step: String
  /// The object of the note, such as a partition; each has at most one note.
  public var key: String
  /// The condition, in one line.
  public var message: String

  /// Makes a note of a step about one object.
  public init(step: String, key: String, message: String) {
    self.step = step
    self.key = key
    self.message = message
  }
}

/// How often an event has happened in a connector, such as a refused commit. Events in failed bundles are included.
public struct CounterStatus: Sendable, Equatable {
  /// The path of the connector's step.
  public var step: String
  /// The counter's name for programs, such as `commitsFailed`.
  public var name: String
  /// The description for people, phrased to follow the number.
  public var text: String
  /// How often the event has happened.
  public var value: Int

  /// Makes the value of a step's counter.
  public init(step: String, name: String, text: String, value: Int) {
    self.step = step
    self.name = name
    self.text = text
    self.value = value
  }
}

extension JobStatus {
  /// Marks the backlogs of a connector's steps as unknown.
  mutating func loseBacklog(ofStepsIn path: String) {
    for index in steps.indices where steps[index].path == path || steps[index].path.hasPrefix(path + "/") {
      steps[index].backlog?.isUnknown = true
    }
  }

  /// Adds the notes and counters of a connector.
  mutating func add(_ report: ConnectorReport) {
    notes += report.notes.map { NoteStatus(step: report.step, key: $0.key, message: $0.message) }
    counters += report.counters.map {
      let value = $0.value
      return CounterStatus(step: report.step, name: $0.name, text: value == 1 ? $0.singular : $0.text, value: value)
    }
  }
}
