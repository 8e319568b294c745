public import Rows

/// A map for each key and window, which a ``StatefulDoFn`` declares as a property. A look-up reads one value, and not the map.
///
/// ```swift
/// struct CountPages: StatefulDoFn {
///   @MapState<String, Int> var visits
///   func process(_ visit: KV<String, Visit>, in context: Context<Int>) throws {
///     let page = visit.value.httpRequest
///     visits.set((try visits.get(page) ?? 0) + 1, for: page)
///     context.emit(try visits.keys().count)
///   }
/// }
/// ```
@propertyWrapper
public struct MapState<Key: StreamKey, Value: Streamable> {
  let cell = StateCell()

  /// Creates a state that is empty for each key.
  public init() {}

  /// The map itself.
  public var wrappedValue: MapState<Key, Value> { self }

  /// Returns the value of a map's key; nil if there is none.
  /// - Throws: `StateFailure` if the state cannot be read or decoded.
  public func get(_ key: Key) throws -> Value? {
    try cell.naming {
      let (backend, place) = try cell.place()
      let pieces = try backend.bag(cell.name, at: try StateCoding.encode(key), of: place)
      return try pieces.first.map { try StateCoding.decode($0) }
    }
  }

  /// Sets the value of a map's key; nil removes the key.
  public func set(_ value: Value?, for key: Key) {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.replace(
        cell.name, at: try StateCoding.encode(key), of: place, with: try value.map { try StateCoding.encode($0) })
    }
  }

  /// Removes a key of the map.
  public func remove(_ key: Key) { set(nil, for: key) }

  /// Returns the keys of the map, in no particular order.
  /// - Throws: `StateFailure` if the state cannot be read or decoded.
  public func keys() throws -> [Key] {
    try cell.naming {
      let (backend, place) = try cell.place()
      return try backend.mapKeys(cell.name, of: place).map { try StateCoding.decode($0) }
    }
  }

  /// Returns the entries of the map, in no particular order.
  /// - Throws: `StateFailure` if the state cannot be read or decoded.
  public func entries() throws -> [KV<Key, Value>] {
    try cell.naming {
      let (backend, place) = try cell.place()
      return try backend.mapKeys(cell.name, of: place).compactMap { key in
        try backend.bag(cell.name, at: key, of: place).first.map {
          KV(try StateCoding.decode(key), try StateCoding.decode($0))
        }
      }
    }
  }

  /// Whether the map is empty.
  /// - Throws: `StateFailure` if the state cannot be read.
  public var isEmpty: Bool { get throws { try cell.isEmpty } }

  /// Removes all entries of the map.
  public func clear() {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.clear(cell.name, of: place)
    }
  }
}
