public import Rows

/// A map with several values for each of its keys, for each key and window, which a ``StatefulDoFn`` declares as a property.
@propertyWrapper
public struct MultimapState<Key: StreamKey, Value: Streamable> {
  let cell = StateCell()

  /// Creates a state that is empty for each key.
  public init() {}

  /// The map itself.
  public var wrappedValue: MultimapState<Key, Value> { self }

  /// Adds a value to those of a map's key.
  public func append(_ value: Value, for key: Key) {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.append(try StateCoding.encode(value), to: cell.name, at: try StateCoding.encode(key), of: place)
    }
  }

  /// Returns the values of a map's key, in the order in which they were added.
  /// - Throws: `StateFailure` if the state cannot be read or decoded.
  public func get(_ key: Key) throws -> [Value] {
    try cell.naming {
      let (backend, place) = try cell.place()
      var values: [Value] = []
      try StateCoding.forEach(backend.bag(cell.name, at: StateCoding.encode(key), of: place)) { values.append($0) }
      return values
    }
  }

  /// Removes a key of the map with its values.
  public func remove(_ key: Key) {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.replace(cell.name, at: try StateCoding.encode(key), of: place, with: nil)
    }
  }

  /// Returns the keys of the map, in no particular order.
  /// - Throws: `StateFailure` if the state cannot be read or decoded.
  public func keys() throws -> [Key] {
    try cell.naming {
      let (backend, place) = try cell.place()
      return try backend.mapKeys(cell.name, of: place).map { try StateCoding.decode($0) }
    }
  }

  /// Removes all keys and values of the map.
  public func clear() {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.clear(cell.name, of: place)
    }
  }
}
