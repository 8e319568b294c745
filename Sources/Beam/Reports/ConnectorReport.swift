import Synchronization

/// What a connector reports about itself while the job runs: notes on its current state, and counters of events. The job's
/// status shows both under the step's name.
///
/// It may be called from any thread, inside and outside of bundles. What a bundle reports is kept even if the bundle fails;
/// report in `context.afterCommit` if that matters. A report belongs to one step and is made with it:
/// ```swift
/// struct ReadFeed: PTransform {
///   let address: String
///   func expand(_ pipeline: Pipeline) -> PCollection<String> {
///     let report = pipeline.connectorReport()
///     let refusals = report.counter("requestsRefused", "requests were refused by the feed")
///     pipeline.beforeStart {
///       refusals.add(1)
///       report.note("the feed \(address) says when it will answer again", for: address)
///     }
///     return pipeline.create([address])
///   }
/// }
/// ```
public final class ConnectorReport: Sendable {
  /// A note and the subject that it is about.
  package struct Note: Sendable, Equatable {
    package let key: String
    package let message: String
  }

  private struct State {
    var notes: [String: String] = [:]
    var counters: [ConnectorCounter] = []
    var lateDataRemedy: String?
    var memoryRemedy: String?
  }

  /// The path of the step; empty if the report was made outside of a composite.
  public let step: String
  private let state = Mutex(State())
  private let heldMemory = Atomic(0)
  private let isAway = Atomic(false)

  /// Creates the report of the step with this path.
  public init(step: String) { self.step = step }

  // MARK: Notes

  /// Notes a state that lasts until the note is replaced or cleared: for example, that a server keeps records back.
  /// - Parameters:
  ///   - message: one line that makes sense after the step's name.
  ///   - key: the subject of the note, for example a partition. Each key has one note.
  /// - Returns: whether the note differs from the previous one.
  @discardableResult
  public func note(_ message: String, for key: String) -> Bool {
    state.withLock { $0.notes.updateValue(message, forKey: key) != message }
  }

  /// Removes the note about a subject.
  public func clearNote(for key: String) { state.withLock { $0.notes[key] = nil } }

  /// Removes all notes.
  public func clearNotes() { state.withLock { $0.notes = [:] } }

  /// The notes, sorted by key.
  package var notes: [Note] {
    state.withLock { $0.notes }.sorted { $0.key < $1.key }.map { Note(key: $0.key, message: $0.value) }
  }

  // MARK: Contact

  /// Whether the other system does not respond now. The status then shows the backlog of the connector's steps as unknown.
  public var isOutOfContact: Bool {
    get { isAway.load(ordering: .relaxed) }
    set { isAway.store(newValue, ordering: .relaxed) }
  }

  // MARK: Memory

  /// Sets how many bytes of memory the connector's queues take at most from now on. They count against the job's memory.
  public func holds(_ bytes: Int) { heldMemory.store(bytes, ordering: .relaxed) }

  /// The most memory that the connector's queues take, in bytes.
  package var memory: Int { heldMemory.load(ordering: .relaxed) }

  // MARK: Counters

  /// Returns the counter with a name, and creates it if there is none. Counters start at 0 in every job.
  /// - Parameters:
  ///   - name: the name for programs; the one that Beam or Flink use, if they have one.
  ///   - text: what is counted, for people; it is shown after the number.
  ///   - singular: the text after the number one; by default the same text.
  public func counter(_ name: String, _ text: String, one singular: String? = nil) -> ConnectorCounter {
    state.withLock { state in
      if let known = state.counters.first(where: { $0.name == name }) { return known }
      let made = ConnectorCounter(name: name, text: text, singular: singular ?? text)
      state.counters.append(made)
      return made
    }
  }

  /// The counters, in the order in which they were created.
  package var counters: [ConnectorCounter] { state.withLock { $0.counters } }

  // MARK: Effects on the job

  /// Makes the job fail at its end if late elements from this step were dropped: for sources whose author has promised that
  /// there are none.
  /// - Parameter remedy: what to do about them, as the end of a sentence of the error.
  public func failOnLateData(remedy: String) { state.withLock { $0.lateDataRemedy = remedy } }

  /// Sets a remedy that is shown if the job runs out of memory: a way to close windows earlier that stay open while this step
  /// reads.
  /// - Parameter remedy: what to do, as the end of a sentence of the error.
  public func suggestForMemory(_ remedy: String) { state.withLock { $0.memoryRemedy = remedy } }

  /// What to do about late elements; nil if they do not fail the job.
  package var lateDataRemedy: String? { state.withLock { $0.lateDataRemedy } }

  /// How to close windows earlier that stay open while the step reads; nil if there is no suggestion.
  package var memoryRemedy: String? { state.withLock { $0.memoryRemedy } }

  /// Removes the notes and resets the counters, before a job starts.
  package func start() {
    clearNotes()
    holds(0)
    isOutOfContact = false
    for counter in counters { counter.reset() }
  }
}

/// Counts an event of a connector. It may be called from any thread.
public final class ConnectorCounter: Sendable {
  /// The name for programs.
  public let name: String
  /// What is counted, for people; it is shown after the number.
  public let text: String
  /// The text after the number one.
  public let singular: String
  private let count = Atomic(0)

  init(name: String, text: String, singular: String) {
    self.name = name
    self.text = text
    self.singular = singular
  }

  /// The count in this job.
  public var value: Int { count.load(ordering: .relaxed) }

  /// Adds to the count.
  public func add(_ more: Int) { count.add(more, ordering: .relaxed) }

  func reset() { count.store(0, ordering: .relaxed) }
}
