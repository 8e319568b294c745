package import JoistPlan

/// One step of a job at one moment.
public struct StepStatus: Sendable, Equatable {
  /// Work that waits for a step; for a source, what it still has to read, as far as it knows.
  public struct Backlog: Sendable, Equatable {
    /// Elements; nil: not known.
    public var elements: Int?
    /// Bytes; nil: not known.
    public var bytes: Int?
    /// Of a source, the pieces of its work that are not done; nil for other steps.
    public var parts: Int?

    /// Makes a backlog.
    public init(elements: Int? = nil, bytes: Int? = nil, parts: Int? = nil) {
      self.elements = elements
      self.bytes = bytes
      self.parts = parts
    }

    /// Whether nothing waits, as far as is known.
    public var isEmpty: Bool {
      if elements == nil && bytes == nil { return parts ?? 0 == 0 }
      return elements ?? 0 == 0 && bytes ?? 0 == 0
    }
  }

  /// The step's path: composite scopes and name.
  public var path: String
  /// The stage that it runs in.
  package var stage: StageID
  /// Elements that came in, of committed bundles.
  public var elementsIn: Int
  /// Elements that went out, of committed bundles.
  public var elementsOut: Int
  /// Elements a second over the last seconds: those that came in, or for a source those that went out; nil: not known yet.
  public var rate: Double?
  /// Elements that went out a second.
  var outputRate: Double?
  /// The output watermark of its stage, in milliseconds.
  public var watermark: Int64
  /// What waits in front of its stage; nil for a step that takes its input from the step before it in the same bundle.
  public var backlog: Backlog?

  /// Elements that came late; a step that groups has some.
  public var late = LateStatus()

  /// Makes a step's status.
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

  /// How far the watermark is behind a processing time, in milliseconds; nil before its first and after its last move.
  public func lag(at time: Int64) -> Int64? {
    watermark <= EventTime.min || watermark >= EventTime.endOfGlobalWindow ? nil : max(0, time - watermark)
  }
}
