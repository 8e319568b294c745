import Rows

/// A property of a stateful function that is a state.
protocol StateDeclaration {
  /// What the property shares with the operator.
  var sharedCell: StateCell { get }
  /// The state in the portable graph.
  var kind: StateKind { get }
}

/// A property of a stateful function that is a timer or a family of timers.
protocol TimerDeclaration {
  var cell: TimerCell { get }
}

/// The kinds of state, with the coders of their elements.
package enum StateKind: Sendable, Hashable {
  case value(CoderSpec)
  case bag(CoderSpec)
  case set(CoderSpec)
  case map(CoderSpec, CoderSpec)
  case multimap(CoderSpec, CoderSpec)
  case orderedList(CoderSpec)
  /// With the coder of the accumulator.
  case combining(CoderSpec)
}

extension ValueState: StateDeclaration {
  var sharedCell: StateCell { cell }
  var kind: StateKind { .value(Value.coderSpec) }
}

extension BagState: StateDeclaration {
  var sharedCell: StateCell { cell }
  var kind: StateKind { .bag(Element.coderSpec) }
}

extension SetState: StateDeclaration {
  var sharedCell: StateCell { cell }
  var kind: StateKind { .set(Element.coderSpec) }
}

extension MapState: StateDeclaration {
  var sharedCell: StateCell { cell }
  var kind: StateKind { .map(Key.coderSpec, Value.coderSpec) }
}

extension MultimapState: StateDeclaration {
  var sharedCell: StateCell { cell }
  var kind: StateKind { .multimap(Key.coderSpec, Value.coderSpec) }
}

extension OrderedListState: StateDeclaration {
  var sharedCell: StateCell { cell }
  var kind: StateKind { .orderedList(Element.coderSpec) }
}

extension CombiningState: StateDeclaration {
  var sharedCell: StateCell { cell }
  var kind: StateKind { .combining(Function.Accumulator.coderSpec) }
}

extension EventTimer: TimerDeclaration {}
extension ProcessingTimer: TimerDeclaration {}
extension EventTimers: TimerDeclaration {}
extension ProcessingTimers: TimerDeclaration {}
extension WindowExpiration: TimerDeclaration {}

/// The states and timers that a function declares as stored properties, by ascending name.
struct Declarations {
  let states: [(name: String, declaration: any StateDeclaration)]
  let timers: [(name: String, cell: TimerCell)]
  /// A state or timer that is within another property, where it would not work; nil if there is none.
  let misplaced: String?

  /// Finds the declarations, and tells each its name.
  init(in function: Any) {
    var states: [(name: String, declaration: any StateDeclaration)] = []
    var timers: [(name: String, cell: TimerCell)] = []
    var misplaced: String?
    let mirror = Mirror(reflecting: function)
    if let inherited = mirror.superclassMirror {
      misplaced = Self.declaration(in: inherited, name: "\(inherited.subjectType)", depth: 0)
    }
    for child in mirror.children {
      // The property wrapper of `count` is stored as `_count`.
      guard let label = child.label else { continue }
      let name = label.hasPrefix("_") ? String(label.dropFirst()) : label
      if let state = child.value as? any StateDeclaration {
        state.sharedCell.name = name
        states.append((name, state))
      } else if let timer = child.value as? any TimerDeclaration {
        timer.cell.name = name
        timers.append((name, timer.cell))
      } else if misplaced == nil {
        misplaced = Self.declaration(in: Mirror(reflecting: child.value), name: name, depth: 0)
      }
    }
    self.misplaced = misplaced
    self.states = states.sorted { $0.name < $1.name }
    self.timers = timers.sorted { $0.name < $1.name }
    for (index, timer) in self.timers.enumerated() { timer.cell.family = index }
  }

  /// Finds a state or timer within a property.
  private static func declaration(in mirror: Mirror, name: String, depth: Int) -> String? {
    // Large collections are not searched: their elements are of one type.
    for child in mirror.children.prefix(16) {
      if child.value is any StateDeclaration || child.value is any TimerDeclaration {
        return "\(name).\(child.label.map { $0.hasPrefix("_") ? String($0.dropFirst()) : $0 } ?? "…")"
      }
      guard depth < 4 else { continue }
      let inner = declaration(in: Mirror(reflecting: child.value), name: name, depth: depth + 1)
      if let inner { return inner }
    }
    return mirror.superclassMirror.flatMap { declaration(in: $0, name: name, depth: depth + 1) }
  }

  /// Whether there are none.
  var isEmpty: Bool { states.isEmpty && timers.isEmpty }
}

/// What a stateful step declares, for the portable graph.
package struct StatefulSpec {
  package let states: [(name: String, kind: StateKind)]
  package let timers: [(name: String, domain: TimerDomain)]
  /// Whether the elements of a key come in the order of their timestamps.
  package let sortsInput: Bool

  init(_ declarations: Declarations, sortsInput: Bool) {
    self.sortsInput = sortsInput
    states = declarations.states.map { ($0.name, $0.declaration.kind) }
    timers = declarations.timers.map { ($0.name, $0.cell.domain) }
  }
}
