/// What a state property shares with the operator that runs its function.
@usableFromInline
package class StateCell {
  // SAFETY: as for `KeyScope`.
  /// The property's name, which identifies the state.
  @exclusivity(unchecked) package final var name = ""
  /// The current key; nil until the function is linked.
  @exclusivity(unchecked) @usableFromInline final var scope: KeyScope?

  @usableFromInline init() {}

  /// The slot of the current key and window.
  @usableFromInline final func slot() throws -> Int {
    guard let scope, scope.slot >= 0 else { throw StateOutsideOfCall() }
    return scope.slot
  }

  /// The key and window of the current call.
  final func place() throws -> (backend: any StateBackend, key: StateKey) {
    guard let scope else { throw StateOutsideOfCall() }
    return try scope.place(scope.slot)
  }

  /// Writes what the state keeps of its key group, and forgets it.
  @usableFromInline package func flush() throws {}

  /// Forgets what the state keeps of its key group.
  @usableFromInline package func abort() {}
}
