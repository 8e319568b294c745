import Beam

/// What a connector says that holds at the moment: a transaction that is open and keeps records back, say.
public struct NoteStatus: Sendable, Equatable {
  /// The path of the connector's step.
  public var step: String
  /// What it is about: a partition, say.
  public var key: String
  /// What it says, in one line.
  public var message: String

  /// Makes a note.
  public init(step: String, key: String, message: String) {
    self.step = step
    self.key = key
    self.message = message
  }
}

/// How often something has happened in a connector that a person should know of: commits that were refused, say. What bundles
/// count that fail is in it.
public struct CounterStatus: Sendable, Equatable {
  /// The path of the connector's step.
  public var step: String
  /// The counter's name, for programs: `commitsFailed`.
  public var name: String
  /// What it counts, for people, as it reads after the number.
  public var text: String
  /// How often it has happened.
  public var value: Int

  /// Makes a count.
  public init(step: String, name: String, text: String, value: Int) {
    self.step = step
    self.name = name
    self.text = text
    self.value = value
  }
}

extension JobStatus {
  /// Adds what connectors report.
  mutating func add(_ report: ConnectorReport) {
    notes += report.notes.map { NoteStatus(step: report.step, key: $0.key, message: $0.message) }
    counters += report.counters.map {
      CounterStatus(step: report.step, name: $0.name, text: $0.text, value: $0.value)
    }
  }
}
