package import JoistPlan

/// One step of a job at one moment.
public struct StepStatus: Sendable, Equatable {
  /// Work that waits for a step.
  public struct Backlog: Sendable, Equatable {
    /// Elements that wait.
    public var elements: Int
    /// Their bytes.
    public var bytes: Int

    /// Makes a backlog.
    public init(elements: Int, bytes: Int) {
      self.elements = elements
      self.bytes = bytes
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
