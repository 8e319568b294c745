import Rows

/// Holds the state of keys outside the bundle, in the forms that Beam has for it: bags, maps of bags, and lists ordered by
/// time. The worker implements it.
///
/// State is that of one key and window, which the caller gives with each call. What is written is visible to later calls.
package protocol StateBackend: AnyObject {
  /// Returns the encoded value of a state that has one at most; nil if it has none.
  func value(_ state: String, of key: StateKey) throws -> [UInt8]?
  /// Replaces the value of a state that has one at most; nil removes it.
  func setValue(_ state: String, of key: StateKey, to value: [UInt8]?) throws

  /// Returns the encoded elements of a bag, in pieces of whole elements, in the order in which they were appended.
  func bag(_ state: String, of key: StateKey) throws -> [[UInt8]]
  /// Appends encoded elements to a bag.
  func append(_ elements: [UInt8], to state: String, of key: StateKey) throws
  /// Whether a state has nothing.
  func isEmpty(_ state: String, of key: StateKey) throws -> Bool
  /// Removes everything in a state.
  func clear(_ state: String, of key: StateKey) throws

  /// Returns the encoded keys of a map, in the order of their bytes.
  func mapKeys(_ state: String, of key: StateKey) throws -> [[UInt8]]
  /// Returns the bag of a map's key, in pieces.
  func bag(_ state: String, at mapKey: [UInt8], of key: StateKey) throws -> [[UInt8]]
  /// Appends encoded elements to the bag of a map's key.
  func append(_ elements: [UInt8], to state: String, at mapKey: [UInt8], of key: StateKey) throws
  /// Replaces the bag of a map's key with one element; nil removes the key.
  func replace(_ state: String, at mapKey: [UInt8], of key: StateKey, with element: [UInt8]?) throws

  /// Returns the elements of an ordered list in a range of times, in milliseconds, ordered by time and then by arrival.
  func list(_ state: String, in range: Range<Int64>, of key: StateKey) throws -> [(time: Int64, element: [UInt8])]
  /// Inserts an element into an ordered list.
  func insert(_ element: [UInt8], at time: Int64, into state: String, of key: StateKey) throws
  /// Removes the elements of an ordered list in a range of times.
  func clear(_ state: String, in range: Range<Int64>, of key: StateKey) throws
}

/// A key and a window, as state is addressed.
package struct StateKey {
  // SAFETY: valid during the call that it is made for: no call of a backend adds a slot.
  /// The key's nested encoding.
  package let key: UnsafeRawBufferPointer
  /// The window whose state is used.
  package let window: IntervalWindow
  /// The number of the window in the bundle, which is the same for equal windows.
  package let number: UInt32

  package init(key: UnsafeRawBufferPointer, window: IntervalWindow, number: UInt32) {
    self.key = key
    self.window = window
    self.number = number
  }
}

/// Encodes and decodes the elements of states.
enum StateCoding {
  static func encode<Value: Streamable>(_ value: borrowing Value) throws -> [UInt8] {
    var writer = RawWriter(capacity: 64)
    Value.encode(value, into: &writer)
    if let failure = writer.failure { throw failure }
    return Array(writer.bytes)
  }

  static func decode<Value: Streamable>(_ bytes: [UInt8], as type: Value.Type = Value.self) throws -> Value {
    try bytes.withUnsafeBytes { bytes in
      var reader = RawReader(bytes)
      let value = try Value.decode(from: &reader)
      try reader.expectEnd()
      return value
    }
  }

  /// Calls a function with each of the elements whose encodings are in some pieces.
  static func forEach<Value: Streamable>(_ pieces: [[UInt8]], _ body: (Value) throws -> Void) throws {
    for piece in pieces {
      try piece.withUnsafeBytes { bytes in
        var reader = RawReader(bytes)
        while !reader.isAtEnd { try body(try Value.decode(from: &reader)) }
      }
    }
  }
}
