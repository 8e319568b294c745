/// A windowing, and a script of elements, watermarks and times with the panes that each step puts out.
///
/// Read from Beam's published transcripts or from generated ones: see `conformance/triggers.md` and
/// `conformance/generated_transcripts.md` in the folder that `JOIST_SHARED` names.
public struct Transcript: Sendable {
  /// The name of the case.
  public var name: String
  /// How elements become windows, as `FixedWindows(10, 3)`; in seconds.
  public var windowFn: Call
  /// When windows fire, as `AfterWatermark(early=AfterCount(2))`.
  public var trigger: Call
  /// Whether a pane holds all elements of the window so far.
  public var isAccumulating = true
  /// Beam Python's name of the timestamp combiner.
  public var timestampCombiner = "OUTPUT_AT_EOW"
  /// In seconds.
  public var allowedLateness = 0
  /// Whether a window emits a last pane when it closes, even if it is empty.
  public var closesAlways = false
  /// Whether a window emits a pane at its end, even if it is empty.
  public var firesOnTimeAlways = true
  /// Whether two implementations of Beam disagree.
  public var isDisputed = false
  /// The failure that running the transcript must give; nil if it must pass.
  public var error: String?
  /// The script.
  public var steps: [Step] = []

  /// An action, and the panes that it puts out.
  public struct Step: Sendable {
    /// See `Action`.
    public var action: Action
    /// The expected panes.
    public var panes: [ExpectedPane]
    /// The panes of each implementation, if they disagree.
    public var alternatives: [String: [ExpectedPane]] = [:]
  }

  /// What happens in a step.
  public enum Action: Sendable {
    /// Elements of one bundle, with times in seconds.
    case elements([(key: String, value: Int, time: Int)])
    /// The watermark advances to a time in seconds; nil: to the end of time.
    case watermark(Int?)
    /// Processing time passes, in seconds.
    case clock(Int)
  }
}

/// A pane that was put out.
public struct ActualPane: Hashable, Sendable, CustomStringConvertible {
  /// The key of its elements.
  public var key: String
  /// The elements, sorted.
  public var values: [Int]
  /// The window in milliseconds; nil: the global window.
  public var window: Range<Int64>?
  /// In milliseconds; nil: the end of the global window.
  public var timestamp: Int64?
  /// `EARLY`, `ON_TIME` or `LATE`.
  public var timing: String
  /// The pane's index.
  public var index: Int
  /// The pane's index among those that were not early.
  public var nonSpeculativeIndex: Int
  /// Whether it is the first of its window.
  public var isFirst: Bool
  /// Whether it is the last of its window.
  public var isLast: Bool

  /// Makes a pane.
  public init(
    key: String, values: [Int], window: Range<Int64>?, timestamp: Int64?, timing: String, index: Int,
    nonSpeculativeIndex: Int, isFirst: Bool, isLast: Bool
  ) {
    self.key = key
    self.values = values.sorted()
    self.window = window
    self.timestamp = timestamp
    self.timing = timing
    self.index = index
    self.nonSpeculativeIndex = nonSpeculativeIndex
    self.isFirst = isFirst
    self.isLast = isLast
  }

  /// The pane in one line.
  public var description: String {
    let window = window.map { "[\($0.lowerBound), \($0.upperBound))" } ?? "global"
    let time = timestamp.map { "\($0)" } ?? "max"
    return "\(key) \(values) in \(window) at \(time), \(timing) \(index)/\(nonSpeculativeIndex)"
      + (isFirst ? ", first" : "") + (isLast ? ", last" : "")
  }
}

/// A pane that is expected, by some of its properties.
public struct ExpectedPane: Sendable, CustomStringConvertible {
  private let properties: [String: String]
  private let matches: @Sendable (ActualPane) -> Bool

  init(_ properties: [String: String], _ matches: @escaping @Sendable (ActualPane) -> Bool) {
    self.properties = properties
    self.matches = matches
  }

  /// Whether a pane has the expected properties.
  public func matches(_ pane: ActualPane) -> Bool { matches(pane) }

  /// The properties in one line.
  public var description: String {
    properties.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  /// The difference between the expected panes and the actual ones, in any order; nil if there is none.
  public static func difference(_ expected: [ExpectedPane], _ actual: [ActualPane]) -> String? {
    var left = actual
    var missing: [ExpectedPane] = []
    for pane in expected {
      if let index = left.firstIndex(where: pane.matches) { left.remove(at: index) } else { missing.append(pane) }
    }
    if missing.isEmpty, left.isEmpty { return nil }
    let title = missing.isEmpty ? "Unexpected output" : "Unmatched output"
    return ([title] + missing.map { "  missing:    \($0)" } + left.map { "  unexpected: \($0)" }).joined(
      separator: "\n")
  }
}
