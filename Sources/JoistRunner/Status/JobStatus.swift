/// What a job looked like at one moment: the value that every view of it shows.
public struct JobStatus: Sendable, Equatable {
  /// Where a job stands.
  public enum Phase: Sendable, Equatable {
    /// At work.
    case running
    /// Reads nothing new; what runs is being finished.
    case stopping
    /// All input went through.
    case finished
    /// It was stopped before its end.
    case stopped
    /// It failed, with this message.
    case failed(String)
  }

  /// Memory that the engine holds.
  public struct Memory: Sendable, Equatable {
    /// Bytes held now.
    public var used: Int
    /// Bytes that may be held.
    public var budget: Int
    /// The parts of `used`, by what holds them.
    public var owners: [Owner]

    /// One part of the memory in use.
    public struct Owner: Sendable, Equatable {
      /// What holds it.
      public var name: String
      /// Bytes held.
      public var bytes: Int

      /// Makes a part.
      public init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
      }
    }

    /// Makes the figures of a moment.
    public init(used: Int = 0, budget: Int = 0, owners: [Owner] = []) {
      self.used = used
      self.budget = budget
      self.owners = owners
    }
  }

  /// The job's name.
  public var name: String
  /// Where it stands.
  public var phase: Phase
  /// How long it has run, in nanoseconds.
  public var elapsed: Int64
  /// Processing time at the moment, in milliseconds since the Unix epoch.
  public var time: Int64
  /// The threads that run bundles.
  public var threads: Int
  /// Those that run one at the moment.
  public var busyThreads: Int
  /// Bundles that have run and wait for deliveries or for calls in flight.
  public var settlingBundles: Int
  /// Bundles committed.
  public var committedBundles: Int
  /// The steps, producers before consumers.
  public var steps: [StepStatus]
  /// Work that failed for a passing reason and will be tried again.
  public var retries: [RetryStatus]
  /// What connectors say that holds at the moment.
  public var notes: [NoteStatus]
  /// What connectors count.
  public var counters: [CounterStatus]
  /// Elements that came late, over all steps.
  public var late: LateStatus
  /// Memory.
  public var memory: Memory

  /// Elements dropped because their window accepted nothing any more.
  public var droppedLate: Int { late.dropped }

  /// Makes the status of a job that has done nothing yet.
  public init(name: String, phase: Phase = .running, threads: Int = 1) {
    self.name = name
    self.phase = phase
    self.threads = threads
    elapsed = 0
    time = 0
    busyThreads = 0
    settlingBundles = 0
    committedBundles = 0
    steps = []
    retries = []
    notes = []
    counters = []
    late = LateStatus()
    memory = Memory()
  }
}
