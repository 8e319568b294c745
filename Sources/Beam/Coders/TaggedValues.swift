public import Rows

/// Reads the values of several collections that `coGroup` stores together. Each is the number of its collection as a varint,
/// the length of its encoding as a varint, and its encoding. Reading the values of one collection copies nothing.
@usableFromInline
enum TaggedValues {
  /// Returns the bytes of the next value of a collection, and moves the reader past them.
  @usableFromInline
  static func next(_ tag: Int, _ reader: inout RawReader) throws(CoderError) -> UnsafeRawBufferPointer {
    while true {
      let found = try reader.readVarint()
      let bytes = try reader.readBytes(try reader.readLength())
      if found == UInt64(tag) { return bytes }
    }
  }

  /// Writes the encodings of a collection's values, without tags and lengths.
  @usableFromInline
  static func write(_ count: Int, of tag: Int, in bytes: UnsafeRawBufferPointer, to writer: inout RawWriter) {
    var reader = RawReader(bytes)
    do {
      for _ in 0..<count { writer.write(bytes: try next(tag, &reader)) }
    } catch {
      writer.fail(error)
    }
  }

  /// Counts the values of each collection.
  @usableFromInline
  static func counts(_ values: Grouped<KV<Int, Bytes>>, of collections: Int) throws -> [Int] {
    var counts = Array(repeating: 0, count: collections)
    // SAFETY: the group's owner keeps the memory alive during the call.
    var reader = RawReader(UnsafeRawBufferPointer(start: values.start, count: values.end - values.start))
    for _ in 0..<values.count {
      let tag = try reader.readVarint()
      try reader.skip(try reader.readLength())
      if tag < UInt64(collections) { counts[Int(tag)] += 1 }
    }
    return counts
  }
}
