public import Rows

/// A list of elements ordered by time, for each key and window, which a ``StatefulDoFn`` declares as a property. It is read and
/// cleared by ranges of time.
@propertyWrapper
public struct OrderedListState<Element: Streamable> {
  let cell = StateCell()

  /// Creates a state that is empty for each key.
  public init() {}

  /// The list itself.
  public var wrappedValue: OrderedListState<Element> { self }

  /// Adds an element at a time. Elements of one time keep the order in which they were added.
  public func append(_ element: Element, at time: Timestamp) {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.insert(
        try StateCoding.encode(element), at: time.clamped.milliseconds, into: cell.name, of: place)
    }
  }

  /// Returns the elements from one time up to but not including another, ordered by time.
  /// - Throws: `StateFailure` if the state cannot be read or decoded.
  public func read(in range: Range<Timestamp> = .allTime) throws -> [(time: Timestamp, element: Element)] {
    try cell.naming {
      let (backend, place) = try cell.place()
      return try backend.list(cell.name, in: range.milliseconds, of: place).map { time, element in
        (Timestamp(milliseconds: time), try StateCoding.decode(element))
      }
    }
  }

  /// Removes the elements from one time up to but not including another.
  public func clear(in range: Range<Timestamp> = .allTime) {
    cell.attempt {
      let (backend, place) = try cell.place()
      try backend.clear(cell.name, in: range.milliseconds, of: place)
    }
  }

  /// Whether the list is empty.
  /// - Throws: `StateFailure` if the state cannot be read.
  public var isEmpty: Bool { get throws { try cell.isEmpty } }
}

extension Range<Timestamp> {
  /// All of time.
  public static var allTime: Range<Timestamp> { .min..<Timestamp(milliseconds: Timestamp.max.milliseconds + 1) }

  fileprivate var milliseconds: Range<Int64> { lowerBound.milliseconds..<upperBound.milliseconds }
}
