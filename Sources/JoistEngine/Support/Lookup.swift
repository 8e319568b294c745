/// A map that can be asked, filled and emptied, and walked by ascending key alone: its own order, which differs from process
/// to process, can never reach a decision of the engine.
struct Lookup<Key: Hashable & Sendable, Value> {
  private var storage: [Key: Value] = [:]

  /// How many keys have a value.
  var count: Int { storage.count }

  /// The value of a key; setting nil removes it.
  subscript(key: Key) -> Value? {
    get { storage[key] }
    _modify { yield &storage[key] }
  }

  /// Takes a key's value out.
  mutating func remove(_ key: Key) -> Value? { storage.removeValue(forKey: key) }
}

extension Lookup where Key: Comparable {
  /// All keys, ascending.
  var ascending: [Key] { storage.keys.sorted() }
}

extension Lookup: Sendable where Value: Sendable {}
