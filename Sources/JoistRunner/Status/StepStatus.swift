package import JoistPlan

/// The status of one step at one moment.
public struct StepStatus: Sendable, Equatable {
  /// The work that waits for a step; for a source, what it still has to read, as far as that is known.
  public struct Backlog: Sendable, Equatable {
    /// The number of elements; nil: not known.
    public var elements: Int?
    /// The size in bytes; nil: not known.
    public var bytes: Int?
    /// The number of a source's unfinished parts; nil for other steps.
    public var parts: Int?
    /// Whether the figures may be out of date, since the system that the step reads does not respond.
    public var isUnknown = false

    /// Makes a backlog from the sizes that are known.
    public init(elements: Int? = nil, bytes: Int? = nil, parts: Int? = nil) {
      self.elements = elements
      self.bytes = bytes
      self.parts = parts
    }

    /// Whether nothing waits, as far as is known.
    public var isEmpty: Bool {
      if isUnknown { return false }
      if elements == nil && bytes == nil { return parts ?? 0 == 0 }
      return elements ?? 0 == 0 && bytes ?? 0 == 0
    }
  }

  /// The step's path: the names of its composites and its own name.
  public var path: String
  /// The stage that runs the step.
  package var stage: StageID
  /// The number of input elements in committed bundles.
  public var elementsIn: Int
  /// The number of output elements in committed bundles.
  public var elementsOut: Int
  /// Input elements a second (for a source, output elements a second) over the last 3 seconds; nil: not known yet.
  public var rate: Double?
  /// Output elements a second over the last 3 seconds; nil: not known yet.
  var outputRate: Double?
  /// The output watermark of the step's stage, in milliseconds.
  public var watermark: Int64
  /// The work that waits for the step's stage; nil for a step that gets its input from another step of the same bundle.
  public var backlog: Backlog?

  /// Late elements; only a step that groups has any.
  public var late = LateStatus()

  /// Makes the status of a step; its late elements and output rate are set afterwards.
  package init(
    path: String, stage: StageID, elementsIn: Int = 0, elementsOut: Int = 0, rate: Double? = nil,
    watermark: Int64 = EventTime.min, backlog: Backlog? = nil
  ) {
    self.path = path
    self.stage = stage
    self.elementsIn = elementsIn
    self.elementsOut = elementsOut
    self.rate = rate
    self.watermark = watermark
    self.backlog = backlog
  }

  /// How far the watermark is behind a processing time, in milliseconds; nil before the watermark first moves and after it
  /// has passed all windows.
  public func lag(at time: Int64) -> Int64? {
    watermark <= EventTime.min || watermark >= EventTime.endOfGlobalWindow ? nil : max(0, time - watermark)
  }
}
