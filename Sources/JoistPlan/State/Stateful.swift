/// A step that keeps state and timers for each key and window, as the engine must know it.
public struct Stateful: Sendable, Hashable {
  /// A family of timers: one timer, or several that differ in their tags.
  public struct TimerFamily: Sendable, Hashable {
    /// Its name; unique within the step.
    public var name: String
    /// When its timers fire.
    public var domain: TimeDomain

    /// Makes a family.
    public init(name: String, domain: TimeDomain) {
      self.name = name
      self.domain = domain
    }
  }

  /// The names of its states, ascending.
  public var states: [String]
  /// The families of its timers, by ascending name, and last the one of `sorting`. Timers name a family by its index.
  public var timers: [TimerFamily]
  /// The index of the family that fires when a window expires; nil if the step is not called then.
  public var expiration: Int?
  /// The index of the family that releases elements, if those of a key come in the order of their timestamps; else nil.
  public private(set) var sorting: Int?
  /// How long after the end of a window its elements are accepted, and its state is kept, in milliseconds.
  public var allowedLateness: Int64

  /// Makes a description from its parts.
  public init(states: [String] = [], timers: [TimerFamily] = [], expiration: Int? = nil, allowedLateness: Int64 = 0) {
    self.states = states
    self.timers = timers
    self.expiration = expiration
    self.allowedLateness = allowedLateness
  }

  /// Has the elements of a key come in the order of their timestamps. Call it once, when all other families are known.
  public mutating func sortInput() {
    precondition(sorting == nil, "the input is sorted already")
    sorting = timers.count
    timers.append(TimerFamily(name: "", domain: .eventTime))
  }
}
