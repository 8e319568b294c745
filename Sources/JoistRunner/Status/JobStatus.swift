/// The status of a job at one moment. Every view of a job shows this value.
public struct JobStatus: Sendable, Equatable {
  /// The phase of a job's life.
  public enum Phase: Sendable, Equatable {
    /// The job runs.
    case running
    /// The job reads no new input and finishes the work that is running.
    case stopping
    /// The job has processed all input.
    case finished
    /// The job was stopped before its end.
    case stopped
    /// The job failed with this message.
    case failed(String)
  }

  /// The memory that counts toward the job's budget.
  public struct Memory: Sendable, Equatable {
    /// The memory in use, in bytes.
    public var used: Int
    /// The memory that the job may use, in bytes.
    public var budget: Int
    /// The shares of `used`, by owner.
    public var owners: [Owner]

    /// One owner's share of the memory in use.
    public struct Owner: Sendable, Equatable {
      /// The owner, such as a stage's tables or a connector's queues.
      public var name: String
      /// The share in bytes.
      public var bytes: Int

      /// Makes an owner's share.
      public init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
      }
    }

    /// Makes the memory figures of one moment.
    public init(used: Int = 0, budget: Int = 0, owners: [Owner] = []) {
      self.used = used
      self.budget = budget
      self.owners = owners
    }
  }

  /// The job's name.
  public var name: String
  /// The job's phase.
  public var phase: Phase
  /// How long the job has run, in nanoseconds.
  public var elapsed: Int64
  /// The processing time of this status, in milliseconds since the Unix epoch.
  public var time: Int64
  /// The number of threads that run bundles.
  public var threads: Int
  /// The number of threads that are running a bundle now.
  public var busyThreads: Int
  /// The number of bundles that have run and wait for deliveries or for calls in flight.
  public var settlingBundles: Int
  /// The number of committed bundles.
  public var committedBundles: Int
  /// The steps, producers before consumers.
  public var steps: [StepStatus]
  /// The work that failed and will be tried again.
  public var retries: [RetryStatus]
  /// The conditions that connectors report now.
  public var notes: [NoteStatus]
  /// The events that connectors count.
  public var counters: [CounterStatus]
  /// Late elements, over all steps.
  public var late: LateStatus
  /// The memory that counts toward the job's budget.
  public var memory: Memory

  /// The number of elements dropped because their window was already closed.
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
