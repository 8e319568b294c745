public import Rows

/// A set of elements for each key and window, which a ``StatefulDoFn`` declares as a property. Two elements are the same if
/// their encodings are.
@propertyWrapper
public struct SetState<Element: StreamKey> {
  let cell = StateCell()

  /// Creates a state that is empty for each key.
  public init() {}

  /// The set itself.
  public var wrappedValue: SetState<Element> { self }

  /// Whether an element is in the set.
  /// - Throws: `StateFailure` if the state cannot be read.
  public func contains(_ element: Element) throws -> Bool {
    try cell.naming {
      let (backend, place) = try cell.place()
      return try !backend.bag(cell.name, at: try StateCoding.encode(element), of: place).isEmpty
    }
  }

  /// Adds an element.
  /// - Returns: whether it was not in the set before.
  /// - Throws: `StateFailure` if the state cannot be read.
  @discardableResult
  public func insert(_ element: Element) throws -> Bool {
    try cell.naming {
      let (backend, place) = try cell.place()
      let encoded = try StateCoding.encode(element)
      guard try backend.bag(cell.name, at: encoded, of: place).isEmpty else { return false }
      try backend.replace(cell.name, at: encoded, of: place, with: [Self.present])
      return true
    }
  }

  /// The value of an element in the portable form, where a set is a map of its elements to true.
  private static var present: UInt8 { 1 }

  /// Removes an element.
  public func remove(_ element: Element) {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.replace(cell.name, at: try StateCoding.encode(element), of: place, with: nil)
    }
  }

  /// Returns the elements, in no particular order.
  /// - Throws: `StateFailure` if the state cannot be read or decoded.
  public func read() throws -> [Element] {
    try cell.naming {
      let (backend, place) = try cell.place()
      return try backend.mapKeys(cell.name, of: place).map { try StateCoding.decode($0) }
    }
  }

  /// Whether the set is empty.
  /// - Throws: `StateFailure` if the state cannot be read.
  public var isEmpty: Bool { get throws { try cell.isEmpty } }

  /// Removes all elements.
  public func clear() {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.clear(cell.name, of: place)
    }
  }
}
