import Synchronization

/// What a connector has to tell of itself while the job runs, apart from its elements: notes on what holds now, and counts of
/// what has happened. The job's status shows both, under the step's name.
///
/// It may be told from any thread, in bundles and outside of them; what a bundle tells stays, also where the bundle fails (where
/// that matters, tell it in `context.afterCommit`). A report belongs to one step and is made with it:
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
  /// One note, with what it is about.
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

  /// The path of the step; empty where it stands in none.
  public let step: String
  private let state = Mutex(State())
  private let heldMemory = Atomic(0)

  /// Makes the report of a step.
  public init(step: String) { self.step = step }

  // MARK: What holds now

  /// Says what holds from now on, until it is said otherwise or cleared: a far side that keeps records back, say.
  /// - Parameters:
  ///   - message: one line that makes sense after the step's name.
  ///   - key: what it is about, a partition, say; there is one note for each.
  /// - Returns: whether that is news.
  @discardableResult
  public func note(_ message: String, for key: String) -> Bool {
    state.withLock { $0.notes.updateValue(message, forKey: key) != message }
  }

  /// Says that what was said of something no longer holds.
  public func clearNote(for key: String) { state.withLock { $0.notes[key] = nil } }

  /// Says that nothing that was said holds any longer.
  public func clearNotes() { state.withLock { $0.notes = [:] } }

  /// The notes, by key.
  package var notes: [Note] {
    state.withLock { $0.notes }.sorted { $0.key < $1.key }.map { Note(key: $0.key, message: $0.value) }
  }

  // MARK: What it holds

  /// Says how much memory the connector's queues take at most from now on, in bytes: it counts against the job's.
  public func holds(_ bytes: Int) { heldMemory.store(bytes, ordering: .relaxed) }

  /// What the connector's queues take at most, in bytes.
  package var memory: Int { heldMemory.load(ordering: .relaxed) }

  // MARK: What has happened

  /// A counter, which begins at 0 with every job; the same for the same name.
  /// - Parameters:
  ///   - name: its name for programs, in Beam's or Flink's words where they have one.
  ///   - text: what it counts, for people, as it reads after the number.
  public func counter(_ name: String, _ text: String) -> ConnectorCounter {
    state.withLock { state in
      if let known = state.counters.first(where: { $0.name == name }) { return known }
      let made = ConnectorCounter(name: name, text: text)
      state.counters.append(made)
      return made
    }
  }

  /// The counters, in the order in which they were made.
  package var counters: [ConnectorCounter] { state.withLock { $0.counters } }

  // MARK: What its elements mean for the job

  /// Makes the job fail at its end if late elements that come from this step were dropped: the author has promised that there
  /// are none.
  /// - Parameter remedy: what to do about them, as the end of a sentence of the error.
  public func failOnLateData(remedy: String) { state.withLock { $0.lateDataRemedy = remedy } }

  /// Names what reduces the memory of a job whose windows stay open while this step reads. The error of a job that is out of
  /// memory shows it.
  /// - Parameter remedy: what to do, as the end of a sentence of the error.
  public func suggestForMemory(_ remedy: String) { state.withLock { $0.memoryRemedy = remedy } }

  /// What to do about late elements, where they fail the job.
  package var lateDataRemedy: String? { state.withLock { $0.lateDataRemedy } }

  /// What to do about windows that stay open while the step reads.
  package var memoryRemedy: String? { state.withLock { $0.memoryRemedy } }

  /// Forgets the job before.
  package func start() {
    clearNotes()
    holds(0)
    for counter in counters { counter.reset() }
  }
}

/// Counts something that happens in a connector; may be told from any thread.
public final class ConnectorCounter: Sendable {
  /// Its name for programs.
  public let name: String
  /// What it counts, for people.
  public let text: String
  private let count = Atomic(0)

  init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// How often it has happened in this job.
  public var value: Int { count.load(ordering: .relaxed) }

  /// Counts some more.
  public func add(_ more: Int) { count.add(more, ordering: .relaxed) }

  func reset() { count.store(0, ordering: .relaxed) }
}
