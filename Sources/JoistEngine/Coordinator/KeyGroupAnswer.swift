/// What a key group's machine answers after a piece of work.
package struct KeyGroupAnswer: Sendable {
  /// The earliest timestamp that it will still emit on time, in milliseconds; it holds the output watermark. Nil if
  /// there is none.
  package var hold: Int64?
  /// The input watermark at which it has work without new records; nil if there is none.
  package var nextEventTime: Int64?
  /// The processing time at which it has work without new records, in milliseconds; `Int64.max` if there is none.
  package var nextProcessingTime = Int64.max
  /// The number of windows that it holds.
  package var windows = 0
  /// The memory of the machine.
  var memory = GroupMemory()
}

/// The memory of a key-group machine, in bytes: tables of live windows or state, and spare memory, which can be freed.
struct GroupMemory: Sendable {
  var tables = 0
  var spare = 0
}
