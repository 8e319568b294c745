/// Decides when a window emits a pane for a key: once at its end, or also before and after.
///
/// ```swift
/// let counts = visits
///   .windowed(
///     by: .fixed(.minutes(1)),
///     trigger: .afterWatermark(early: .afterProcessingTime(.seconds(10)), late: .afterCount(1)),
///     allowedLateness: .hours(1), accumulation: .accumulating)
///   .map(\.httpRequest)
///   .countPerElement()
/// ```
/// Source: Beam's triggers.
public struct Trigger: Sendable, Hashable {
  /// The forms of triggers.
  package indirect enum Kind: Sendable, Hashable {
    case byDefault
    case afterWatermark(early: Trigger?, late: Trigger?)
    /// Times in milliseconds; no period: not aligned.
    case afterProcessingTime(delay: Int64, period: Int64, offset: Int64)
    case afterSynchronizedProcessingTime
    case afterCount(Int)
    case afterEach([Trigger])
    case afterAny([Trigger])
    case afterAll([Trigger])
    case repeatedly(Trigger)
    case orFinally(Trigger, until: Trigger)
    case always
    case never
    /// The trigger as it is, although it loses elements once it has finished.
    case droppingRest(Trigger)
  }

  package let kind: Kind
  /// What is wrong with the lengths of time that were given; nil if nothing is.
  private let problemOfTimes: String?

  private init(_ kind: Kind, problemOfTimes: String? = nil) {
    self.kind = kind
    self.problemOfTimes = problemOfTimes
  }

  /// Fires when the watermark passes the end of the window, and again for late elements.
  public static let byDefault = Trigger(.byDefault)

  /// Fires when the watermark passes the end of the window.
  /// - Parameters:
  ///   - early: fires before that, again and again; nil: nothing does.
  ///   - late: fires for late elements, again and again; nil: late elements are dropped.
  public static func afterWatermark(early: Trigger? = nil, late: Trigger? = nil) -> Trigger {
    Trigger(.afterWatermark(early: early, late: late))
  }

  /// Fires by the clock, some time after the first element of a pane.
  /// - Parameters:
  ///   - delay: how long after the first element; in whole milliseconds.
  ///   - period: if not nil, the firing is put off to the next multiple of it since the epoch.
  ///   - offset: shifts the multiples.
  public static func afterProcessingTime(
    _ delay: Duration = .zero, alignedTo period: Duration? = nil, offset: Duration = .zero
  ) -> Trigger {
    let wrong = [delay, period, offset].compactMap { $0 }.first {
      $0.components.attoseconds % 1_000_000_000_000_000 != 0
    }
    var problem = wrong.map { "a trigger's time of \($0) is not a whole number of milliseconds" }
    if period == nil, offset != .zero { problem = "a trigger's offset has no meaning without alignedTo" }
    if let period, period <= .zero { problem = "a trigger is aligned to a period of \(period)" }
    return Trigger(
      .afterProcessingTime(
        delay: delay.milliseconds, period: period?.milliseconds ?? 0, offset: offset.milliseconds),
      problemOfTimes: problem)
  }

  /// Fires when all workers have reached the time of the first element. On the embedded engine that is at once.
  public static let afterSynchronizedProcessingTime = Trigger(.afterSynchronizedProcessingTime)

  /// Fires when a pane has this many elements. More can come in one bundle.
  public static func afterCount(_ count: Int) -> Trigger { Trigger(.afterCount(count)) }

  /// Fires as each of the triggers does, one after the other.
  public static func afterEach(_ triggers: Trigger...) -> Trigger { Trigger(.afterEach(triggers)) }

  /// Fires once, when one of the triggers does.
  public static func afterAny(_ triggers: Trigger...) -> Trigger { Trigger(.afterAny(triggers)) }

  /// Fires once, when all of the triggers have been ready.
  public static func afterAll(_ triggers: Trigger...) -> Trigger { Trigger(.afterAll(triggers)) }

  /// Fires as a trigger does, which begins again whenever it has finished.
  public static func repeatedly(_ trigger: Trigger) -> Trigger { Trigger(.repeatedly(trigger)) }

  /// Fires for each bundle of elements.
  public static let always = Trigger(.always)

  /// Fires only when the window closes.
  public static let never = Trigger(.never)

  /// Fires as this trigger does, until another one fires.
  public func orFinally(_ until: Trigger) -> Trigger { Trigger(.orFinally(self, until: until)) }

  /// This trigger, although it loses data: once it has finished, later elements of the window are dropped and counted. Without this, a
  /// grouping refuses a trigger that can finish before its window closes.
  public func droppingRest() -> Trigger { Trigger(.droppingRest(self)) }
}

extension Trigger {
  /// What is wrong with the trigger; nil if nothing is.
  var problem: String? {
    let count = nodeCount
    if count > Self.mostNodes { return "a trigger of \(count) parts; at most \(Self.mostNodes) are possible" }
    return firstProblem
  }

  /// The most parts of a trigger that the engine takes.
  private static let mostNodes = 60

  private var nodeCount: Int { 1 + parts.reduce(0) { $0 + $1.nodeCount + 1 } }

  private var firstProblem: String? {
    if let problemOfTimes { return problemOfTimes }
    switch kind {
    case .afterCount(let count) where count < 1 || count > Int32.max:
      return "a trigger after \(count) elements; the number must be between 1 and \(Int32.max)"
    case .afterProcessingTime(let delay, let period, _) where delay < 0 || period < 0:
      return "a trigger with a negative delay or period"
    case .afterEach(let parts) where parts.isEmpty, .afterAny(let parts) where parts.isEmpty,
      .afterAll(let parts) where parts.isEmpty:
      return "a trigger that combines no triggers"
    default: return parts.lazy.compactMap(\.firstProblem).first
    }
  }

  /// The triggers that this one is made of.
  private var parts: [Trigger] {
    switch kind {
    case .afterWatermark(let early, let late): [early, late].compactMap { $0 }
    case .afterEach(let parts), .afterAny(let parts), .afterAll(let parts): parts
    case .repeatedly(let part), .droppingRest(let part): [part]
    case .orFinally(let main, let until): [main, until]
    case .byDefault, .afterProcessingTime, .afterSynchronizedProcessingTime, .afterCount, .always, .never: []
    }
  }

  /// The trigger itself, if it is marked as one that drops elements.
  private var whole: Trigger { if case .droppingRest(let trigger) = kind { trigger } else { self } }

  /// Whether a window can have more than one pane.
  func firesAgain(allowedLateness: Duration) -> Bool {
    switch whole.kind {
    case .byDefault: allowedLateness > .zero
    case .afterWatermark(let early, let late): early != nil || late != nil && allowedLateness > .zero
    case .afterProcessingTime, .afterSynchronizedProcessingTime, .afterCount, .afterAny, .afterAll: false
    case .afterEach(let parts): parts.count > 1 || parts.contains { $0.firesAgain(allowedLateness: allowedLateness) }
    case .orFinally(let main, _): main.firesAgain(allowedLateness: allowedLateness)
    case .repeatedly, .always: true
    case .never, .droppingRest: false
    }
  }

  /// Whether the trigger can fire before the watermark has passed the end of the window.
  var firesBeforeEnd: Bool {
    switch kind {
    case .byDefault, .never: false
    case .afterWatermark(let early, _): early?.firesBeforeEnd ?? false
    case .afterProcessingTime, .afterSynchronizedProcessingTime, .afterCount, .always: true
    case .afterEach(let parts): parts.first?.firesBeforeEnd ?? false
    case .afterAny(let parts): parts.contains { $0.firesBeforeEnd }
    case .afterAll(let parts): parts.allSatisfy { $0.firesBeforeEnd }
    case .repeatedly(let part), .droppingRest(let part): part.firesBeforeEnd
    case .orFinally(let main, let until): main.firesBeforeEnd || until.firesBeforeEnd
    }
  }

  /// Whether later elements of a window could be dropped because the trigger has finished. Source: Beam's check of a grouping's trigger.
  func losesElements(allowedLateness: Duration) -> Bool {
    switch kind {
    case .droppingRest, .never: false
    case .afterWatermark(_, let late): late == nil && allowedLateness > .zero
    default: canFinish
    }
  }

  private var canFinish: Bool {
    switch kind {
    case .byDefault, .always, .never, .repeatedly: false
    case .afterWatermark(_, let late): late == nil
    case .afterProcessingTime, .afterSynchronizedProcessingTime, .afterCount, .orFinally: true
    case .afterAny, .afterAll: true
    case .afterEach(let parts): parts.allSatisfy { $0.canFinish }
    case .droppingRest(let part): part.canFinish
    }
  }

  /// The trigger of a grouping after one with this trigger: it fires when results of the first one arrive. Source: Beam's continuation
  /// triggers.
  var continuation: Trigger {
    switch kind {
    case .byDefault, .always, .never, .afterSynchronizedProcessingTime: self
    case .afterWatermark(let early, let late): .afterWatermark(early: early?.continuation, late: late?.continuation)
    case .afterProcessingTime: .afterSynchronizedProcessingTime
    case .afterCount: .afterCount(1)
    case .afterEach(let parts): .repeatedly(Trigger(.afterAny(parts.map(\.continuation))))
    case .afterAny(let parts): Trigger(.afterAny(parts.map(\.continuation)))
    case .afterAll(let parts): Trigger(.afterAll(parts.map(\.continuation)))
    case .repeatedly(let part): .repeatedly(part.continuation)
    case .orFinally(let main, let until): .repeatedly(main.continuation.orFinally(until.continuation))
    case .droppingRest(let part): part.continuation.droppingRest()
    }
  }
}

extension Trigger: CustomStringConvertible {
  /// The trigger as it is written in Swift, such as `afterWatermark(late: afterCount(1))`.
  public var description: String {
    func list(_ parts: [Trigger]) -> String { parts.map(\.description).joined(separator: ", ") }
    switch kind {
    case .byDefault: return "byDefault"
    case .afterWatermark(let early, let late):
      let parts = [early.map { "early: \($0)" }, late.map { "late: \($0)" }].compactMap { $0 }
      return "afterWatermark(\(parts.joined(separator: ", ")))"
    case .afterProcessingTime(let delay, let period, let offset):
      var parts = ["\(Duration.milliseconds(delay))"]
      if period > 0 { parts.append("alignedTo: \(Duration.milliseconds(period))") }
      if offset != 0 { parts.append("offset: \(Duration.milliseconds(offset))") }
      return "afterProcessingTime(\(parts.joined(separator: ", ")))"
    case .afterSynchronizedProcessingTime: return "afterSynchronizedProcessingTime"
    case .afterCount(let count): return "afterCount(\(count))"
    case .afterEach(let parts): return "afterEach(\(list(parts)))"
    case .afterAny(let parts): return "afterAny(\(list(parts)))"
    case .afterAll(let parts): return "afterAll(\(list(parts)))"
    case .repeatedly(let part): return "repeatedly(\(part))"
    case .orFinally(let main, let until): return "\(main).orFinally(\(until))"
    case .always: return "always"
    case .never: return "never"
    case .droppingRest(let part): return "\(part).droppingRest()"
    }
  }
}
