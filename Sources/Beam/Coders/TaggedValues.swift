public import Rows

/// Values of several collections that stand together: each the number of its collection, a varint, and its encoding as
/// bytes, a varint length in front. What `coGroup` groups; nothing of it is copied to tell the collections apart.
@usableFromInline
enum TaggedValues {
  /// The bytes of the next value of a collection; the reader stands behind it.
  @usableFromInline
  static func next(_ tag: Int, _ reader: inout RawReader) throws(CoderError) -> UnsafeRawBufferPointer {
    while true {
      let found = try reader.readVarint()
      let bytes = try reader.readBytes(try reader.readLength())
      if found == UInt64(tag) { return bytes }
    }
  }

  /// Writes a collection's values, one after the other.
  @usableFromInline
  static func write(_ count: Int, of tag: Int, in bytes: UnsafeRawBufferPointer, to writer: inout RawWriter) {
    var reader = RawReader(bytes)
    do {
      for _ in 0..<count { writer.write(bytes: try next(tag, &reader)) }
    } catch {
      writer.fail(error)
    }
  }

  /// How many values each of the first collections has.
  @usableFromInline
  static func counts(_ values: Grouped<KV<Int, Bytes>>, of collections: Int) throws -> [Int] {
    var counts = Array(repeating: 0, count: collections)
    var reader = RawReader(UnsafeRawBufferPointer(start: values.start, count: values.end - values.start))
    for _ in 0..<values.count {
      let tag = try reader.readVarint()
      try reader.skip(try reader.readLength())
      if tag < UInt64(collections) { counts[Int(tag)] += 1 }
    }
    return counts
  }
}
