/// Makes a struct a ``Row``: describes its fields once, for every format.
///
/// ```swift
/// @Row struct Visit: Sendable {
///   var userAgent: String        // "user_agent" on the wire
///   var eventTS: Int64           // "event_ts"
///   var referrer: String?        // may be missing or null
///   var retries: Int = 0         // 0 where it is missing
///   @Field("lat") var latitude: Double
/// }
/// ```
///
/// Each stored property needs its type written out and a type that is a ``RowValue``. The struct keeps its initializers,
/// or its memberwise one; it is a key where it says `: StreamKey`. What is generated is `@inlinable` where the struct
/// and all its properties are public, so that other modules compile it for the format they use.
///
/// - Parameter names: how properties are named on the wire.
@attached(extension, conformances: Row, names: arbitrary)
public macro Row(names: RowNames = .snakeCase) = #externalMacro(module: "RowMacros", type: "RowMacro")

/// Names a field of a struct with `@Row` on the wire.
///
/// - Parameter name: the name; no quotes, backslashes or control characters.
@attached(peer)
public macro Field(_ name: StaticString) = #externalMacro(module: "RowMacros", type: "FieldMacro")

/// How the properties of a struct with `@Row` are named on the wire.
public enum RowNames: Sendable {
  /// Small letters with underscores; a run of capitals is one word: `eventTS` is `event_ts`.
  case snakeCase
  /// As in Swift.
  case camelCase
}

/// ``Row``, for what `@Row` generates: where an expansion declares a conformance, the compiler (6.3) looks for the bare name first,
/// and the author may have a type called `Row`.
public typealias _Row = Row

/// Whether two fields of a key are the same: for what `@Row` generates.
@inlinable @inline(__always)
public func _isSame<Key: StreamKey>(_ left: borrowing Key, _ right: borrowing Key) -> Bool {
  Key.isSame(left, right)
}
