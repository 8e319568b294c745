import JoistPlan

/// A small pipeline whose every function is known here.
public struct ToyPlan: Sendable {
  /// What a stage does.
  public enum Role: Sendable {
    case impulse
    /// Makes a range of each part of a source.
    case split(source: Int)
    /// Reads ranges.
    case read(source: Int)
    /// Applies functions to values.
    case transform
    /// Emits each value `number % 3 + 1` times, as a splittable step.
    case expand
    case group(ToyGrouping)
    /// Keeps state and timers for each key and window.
    case keep(ToyState)
  }

  /// What a function does with a number.
  public enum Operation: Sendable {
    case add(Int)
    case keep(modulus: Int, remainder: Int)
    case twice
  }

  /// What a stage does in front of an edge.
  public struct Link: Sendable {
    var operations: [Operation]
    /// Set where the edge is keyed.
    var keys: Int?
    /// Whether records are combined before they leave.
    var precombines: Bool
    /// How much later the timestamps of records become after their windows are assigned.
    var delay: Int64 = 0
  }

  /// How a grouping of the toy groups.
  public struct ToyGrouping: Sendable {
    var windows: ToyWindows
    var grouping: Grouping
  }

  var plan: Plan
  var roles: [Role]
  var links: [Link]
  var sources: [ToySource]

  /// Whether every watermark of every source is true: then nothing is late, and the end result follows from the input.
  var isPunctual: Bool { sources.allSatisfy { if case .perfect = $0.watermarks { true } else { false } } }

  /// Whether a step keeps state: what it emits depends on the order of its elements.
  var hasState: Bool { roles.contains { if case .keep = $0 { true } else { false } } }

  /// How elements become records in front of an edge; nil if they do not.
  func recordForm(behind edge: Int) -> ToyRecords.Form? {
    switch roles[plan.edges[edge].consumer.index] {
    case .group(let grouping):
      ToyRecords.Form(windows: grouping.windows, isCombined: grouping.grouping.content == .accumulators)
    case .keep(let state): ToyRecords.Form(windows: state.windows, isCombined: false, keepsTimes: true)
    default: nil
    }
  }
}

/// How a toy grouping assigns windows.
public enum ToyWindows: Sendable {
  case global
  case fixed(size: Int64)
  case sliding(size: Int64, period: Int64)

  func windows(at time: Int64) -> [Window] {
    switch self {
    case .global: return [.global]
    case .fixed(let size): return [Self.window(from: Self.floor(time, size), size)]
    case .sliding(let size, let period):
      var windows: [Window] = []
      var start = Self.floor(time, period)
      while start > time - size {
        windows.append(Self.window(from: start, size))
        start -= period
      }
      return windows.reversed()
    }
  }

  /// As in Beam, no window ends behind the global one: what it emits could not be in time for anything.
  private static func window(from start: Int64, _ size: Int64) -> Window {
    Window(start: start, end: min(start + size, EventTime.endOfGlobalWindow + 1))
  }

  private static func floor(_ time: Int64, _ size: Int64) -> Int64 {
    let rest = time % size
    return time - (rest < 0 ? rest + size : rest)
  }
}

/// A source whose whole content is known.
public struct ToySource: Sendable {
  /// How it knows its watermark.
  enum Watermarks: Sendable {
    /// The smallest time that is still to come.
    case perfect
    /// The largest time so far less a slack: what is further back is late.
    case guessed(slack: Int64)
  }

  /// What happens behind its last element.
  enum Ending: Sendable {
    case bounded
    /// It says that it has no end, but has one.
    case unbounded
    /// It waits for ever, its watermark at a last value.
    case endless(watermark: Int64)
  }

  var parts: [[(time: Int64, number: Int)]]
  var watermarks: Watermarks
  var ending: Ending

  /// The watermark with the places in front of `place` read, out of `..<end`.
  func watermark(part: Int, at place: Int, end: Int) -> Int64 {
    switch watermarks {
    case .perfect:
      return parts[part][place..<end].map(\.time).min() ?? EventTime.max
    case .guessed(let slack):
      return parts[part][..<place].map(\.time).max().map { $0 - slack } ?? EventTime.min
    }
  }
}
