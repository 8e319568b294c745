import JoistPlan

/// A trigger as a flat list of nodes, each before its parts. It has no state: `TriggerState` is that of one key and window.
///
/// Sources: the Beam model's documentation of triggers and windowing, and its published transcripts.
struct TriggerProgram: Sendable {
  private enum Kind: Sendable {
    case endOfWindow(finishes: Bool)
    /// The parts are the early and, if there is one, the late trigger. The early part is finished once the end of the window has fired.
    case earlyAndLate(late: Int?)
    case count(Int64)
    case processingTime([Trigger.TimeTransform])
    case each, any, all, repeatedly, orFinally
    case always, never
  }

  private struct Node: Sendable {
    let kind: Kind
    /// The nodes after this one up to here are its parts and theirs.
    var end = 0
    var parts: [Int] = []
    /// The cell of its count or time; -1 if it has none.
    let cell: Int
  }

  /// What a trigger's decision depends on, besides its state.
  struct Moment {
    /// Whether the watermark has passed the end of the window.
    var isPastEnd: Bool
    /// Processing time, in milliseconds.
    var now: Int64
  }

  private var nodes: [Node] = []
  /// Whether windows merge, so that a trigger that has finished can begin again.
  private let isMerging: Bool
  /// The cells that hold times.
  private var timeCells: [Int] = []
  private var cells = 0

  init(_ trigger: Trigger, isMerging: Bool = false) {
    self.isMerging = isMerging
    add(trigger)
    precondition(
      nodes.count <= Trigger.mostNodes, "a trigger has more than \(Trigger.mostNodes) nodes; planning refuses it")
  }

  /// Whether the trigger fires by processing time.
  var usesProcessingTime: Bool { !timeCells.isEmpty }

  /// The state before the first element.
  var initial: TriggerState {
    var state = TriggerState(cells: cells)
    for cell in timeCells { state[cell] = TriggerState.noTime }
    return state
  }

  @discardableResult
  private mutating func add(_ trigger: Trigger) -> Int {
    let number = nodes.count
    switch trigger {
    case .default: append(.endOfWindow(finishes: false), [])
    case .afterEndOfWindow(nil, nil): append(.endOfWindow(finishes: true), [])
    case .afterEndOfWindow(let early, let late):
      append(.earlyAndLate(late: nil), [])
      let first = add(early.map { .repeatedly($0) } ?? .never)
      let second = late.map { add(.repeatedly($0)) }
      nodes[number] = Node(kind: .earlyAndLate(late: second), parts: [first] + (second.map { [$0] } ?? []), cell: -1)
    case .afterProcessingTime(let transforms): append(.processingTime(transforms), [])
    case .afterSynchronizedProcessingTime: append(.processingTime([]), [])
    case .afterCount(let count): append(.count(Int64(count)), [])
    case .afterEach(let parts): append(.each, parts)
    case .afterAny(let parts): append(.any, parts)
    case .afterAll(let parts): append(.all, parts)
    case .repeatedly(let part): append(.repeatedly, [part])
    case .orFinally(let main, let until): append(.orFinally, [main, until])
    case .always: append(.always, [])
    case .never: append(.never, [])
    }
    nodes[number].end = nodes.count
    return number
  }

  private mutating func append(_ kind: Kind, _ parts: [Trigger]) {
    let number = nodes.count
    var cell = -1
    switch kind {
    case .count:
      cell = cells
      cells += 1
    case .processingTime:
      cell = cells
      timeCells.append(cell)
      cells += 1
    default: break
    }
    nodes.append(Node(kind: kind, cell: cell))
    for part in parts { nodes[number].parts.append(add(part)) }
  }
}

// MARK: One key and window

extension TriggerProgram {
  /// Whether the trigger will not fire again.
  func isFinished(_ state: TriggerState) -> Bool { state.isFinished(0) }

  /// Notes that elements have arrived.
  func note(_ count: Int, now: Int64, _ state: inout TriggerState) { note(0, Int64(count), now, &state) }

  /// Whether the trigger is ready to fire.
  func isReady(_ moment: Moment, _ state: TriggerState) -> Bool { isReady(0, moment, state) }

  /// Notes that the window has fired, which only a trigger that is ready may do.
  func fire(_ moment: Moment, _ state: inout TriggerState) { fire(0, moment, &state) }

  /// The next processing time at which a part of the trigger becomes ready; nil if there is none. A part that is ready already needs no
  /// time: whatever makes the trigger as a whole ready also has it looked at.
  func nextTime(_ state: TriggerState, after now: Int64) -> Int64? {
    var earliest = TriggerState.noTime
    for cell in timeCells where state[cell] > now && state[cell] < earliest { earliest = state[cell] }
    return earliest == TriggerState.noTime ? nil : earliest
  }

  private func note(_ number: Int, _ count: Int64, _ now: Int64, _ state: inout TriggerState) {
    if state.isFinished(number) && !isMerging { return }
    let node = nodes[number]
    switch node.kind {
    case .endOfWindow, .always, .never: break
    case .count: if !state.isFinished(number) { state[node.cell] += count }
    case .processingTime(let transforms):
      guard !state.isFinished(number), state[node.cell] == TriggerState.noTime else { return }
      state[node.cell] = transforms.reduce(now) { $1($0) }
    case .earlyAndLate, .each:
      if isMerging {
        for part in node.parts { note(part, count, now, &state) }
      } else if let part = firstUnfinished(node, state) {
        note(part, count, now, &state)
      }
    case .any, .all, .repeatedly, .orFinally: for part in node.parts { note(part, count, now, &state) }
    }
  }

  private func isReady(_ number: Int, _ moment: Moment, _ state: TriggerState) -> Bool {
    if state.isFinished(number) { return false }
    let node = nodes[number]
    switch node.kind {
    case .endOfWindow: return moment.isPastEnd
    case .earlyAndLate(let late):
      if !state.isFinished(node.parts[0]) { return moment.isPastEnd || isReady(node.parts[0], moment, state) }
      return late.map { isReady($0, moment, state) } ?? false
    case .count(let wanted): return state[node.cell] >= wanted
    case .processingTime: return state[node.cell] <= moment.now
    case .each: return firstUnfinished(node, state).map { isReady($0, moment, state) } ?? false
    case .any, .orFinally: return node.parts.contains { isReady($0, moment, state) }
    case .all: return node.parts.allSatisfy { state.isFinished($0) || isReady($0, moment, state) }
    case .repeatedly: return isReady(node.parts[0], moment, state)
    case .always: return true
    case .never: return false
    }
  }

  private func fire(_ number: Int, _ moment: Moment, _ state: inout TriggerState) {
    let node = nodes[number]
    switch node.kind {
    case .endOfWindow(let finishes): if finishes { state.finish(number) }
    case .earlyAndLate(let late):
      let early = node.parts[0]
      if state.isFinished(early) {
        if let late { fire(late, moment, &state) }
        // With merging windows the early part has counted elements of the pane that fires now, and may begin again.
        reset(early, &state)
        state.finish(early)
      } else if !moment.isPastEnd {
        fire(early, moment, &state)
      } else {
        reset(early, &state)
        state.finish(early)
        // With merging windows the late part has counted elements of the pane that fires now.
        if let late { reset(late, &state) } else { state.finish(number) }
      }
    case .count, .processingTime:
      reset(number, &state)
      state.finish(number)
    case .each:
      if let part = firstUnfinished(node, state) {
        fire(part, moment, &state)
        // With merging windows the parts after it have counted elements, too.
        for later in node.parts where later > part { reset(later, &state) }
      }
      if firstUnfinished(node, state) == nil { state.finish(number) }
    case .any:
      for part in node.parts where !state.isFinished(part) {
        if isReady(part, moment, state) { fire(part, moment, &state) } else { reset(part, &state) }
      }
      state.finish(number)
    case .all:
      for part in node.parts where !state.isFinished(part) { fire(part, moment, &state) }
      state.finish(number)
    case .repeatedly:
      fire(node.parts[0], moment, &state)
      if state.isFinished(node.parts[0]) { reset(node.parts[0], &state) }
    case .orFinally:
      let (main, until) = (node.parts[0], node.parts[1])
      if isReady(until, moment, state) {
        fire(until, moment, &state)
        state.finish(number)
      } else {
        fire(main, moment, &state)
        if state.isFinished(main) { state.finish(number) }
      }
    case .always, .never: break
    }
  }

  /// The state of a window that windows are merged to.
  /// - Parameters:
  ///   - states: the states of the merged windows.
  ///   - own: the state that the merged window had before; the initial one if it is new.
  func merged(_ states: [TriggerState], into own: TriggerState, _ moment: Moment) -> TriggerState {
    var result = own
    merge(0, states, moment, &result)
    return result
  }

  private func merge(_ number: Int, _ states: [TriggerState], _ moment: Moment, _ result: inout TriggerState) {
    func set(_ number: Int, _ isFinished: Bool) {
      if isFinished { result.finish(number) } else { result.unfinish(number) }
    }
    let node = nodes[number]
    switch node.kind {
    case .endOfWindow(let finishes):
      set(number, finishes && moment.isPastEnd && states.allSatisfy { $0.isFinished(number) })
    case .earlyAndLate(let late):
      let early = node.parts[0]
      let isOver = moment.isPastEnd && states.allSatisfy { $0.isFinished(early) }
      if isOver {
        result.finish(early)
        if let late { merge(late, states, moment, &result) }
      } else {
        merge(early, states, moment, &result)
        result.unfinish(early)
        if let late { reset(late, &result) }
      }
      set(number, isOver && late == nil)
    case .count:
      let isFinished = states.contains { $0.isFinished(number) }
      set(number, isFinished)
      result[node.cell] = isFinished ? 0 : states.reduce(0) { $0 + $1[node.cell] }
    case .processingTime:
      guard !result.isFinished(number) else { return }
      result[node.cell] = states.reduce(TriggerState.noTime) { min($0, $1[node.cell]) }
    case .each:
      var isOver = true
      for part in node.parts {
        if isOver {
          merge(part, states, moment, &result)
          isOver = result.isFinished(part)
        } else {
          reset(part, &result)
        }
      }
      set(number, isOver)
    case .any, .orFinally:
      for part in node.parts { merge(part, states, moment, &result) }
      set(number, node.parts.contains { result.isFinished($0) })
    case .all:
      for part in node.parts { merge(part, states, moment, &result) }
      set(number, node.parts.allSatisfy { result.isFinished($0) })
    case .repeatedly: merge(node.parts[0], states, moment, &result)
    case .always, .never: break
    }
  }

  private func firstUnfinished(_ node: Node, _ state: TriggerState) -> Int? {
    node.parts.first { !state.isFinished($0) }
  }

  /// Lets a node and its parts begin again.
  private func reset(_ number: Int, _ state: inout TriggerState) {
    for part in number..<nodes[number].end {
      state.unfinish(part)
      switch nodes[part].kind {
      case .count: state[nodes[part].cell] = 0
      case .processingTime: state[nodes[part].cell] = TriggerState.noTime
      default: break
      }
    }
  }
}
