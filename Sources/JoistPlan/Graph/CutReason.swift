/// Why elements are written out between two steps, and not passed on within one stage.
public enum CutReason: Hashable, Sendable {
  /// The engine makes the elements, by an impulse or a grouping.
  case engine
  /// The step that reads them groups by key and window.
  case grouping
  /// The step that reads them spreads them over all threads.
  case reshuffle
  /// The step that reads them works on one restriction at a time.
  case restriction
  /// The step that reads them keeps state or timers for each key.
  case state
  /// The step that reads them has side inputs, which may become ready later.
  case sideInputs
  /// They are the side input of this name.
  case view(String)
  /// The step that reads them runs in another environment.
  case environment
  /// They leave a flatten, after which too many stages would each need a copy of the same steps.
  case flatten

  /// Whether the elements travel as records by key group.
  public var isKeyed: Bool { self == .grouping || self == .state }
}

extension CutReason: CustomStringConvertible {
  /// The reason in words, such as `it groups by key and window`, where `it` is the step that reads.
  public var description: String {
    switch self {
    case .engine: "the engine makes these elements"
    case .grouping: "it groups by key and window"
    case .reshuffle: "it deals elements to all threads"
    case .restriction: "it works on one restriction at a time"
    case .state: "it keeps state for each key"
    case .sideInputs: "it waits for its side inputs"
    case .view(let name): "these are its side input \"\(name)\""
    case .environment: "it runs in another environment"
    case .flatten: "many stages would copy the steps that follow"
    }
  }
}
