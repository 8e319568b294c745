/// A dictionary that can be walked only by ascending key. The order of a Swift dictionary differs from process to
/// process, and must never influence a decision of the engine.
struct Lookup<Key: Hashable & Sendable, Value> {
  private var storage: [Key: Value] = [:]

  /// The number of keys.
  var count: Int { storage.count }

  /// The value of a key; setting nil removes it.
  subscript(key: Key) -> Value? {
    get { storage[key] }
    _modify { yield &storage[key] }
  }

  /// Removes a key and returns its value; nil if it had none.
  mutating func remove(_ key: Key) -> Value? { storage.removeValue(forKey: key) }
}

extension Lookup where Key: Comparable {
  /// All keys, ascending.
  var ascending: [Key] { storage.keys.sorted() }
}

extension Lookup: Sendable where Value: Sendable {}
