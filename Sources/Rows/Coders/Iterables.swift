// Beam's iterable: a count in four bytes, big-endian, then the elements, nested. A count of -1 means chunks: each has a
// count above 0 as a varint and that many elements; a count of 0 ends them.

/// Reads the elements of an iterable.
///
/// - Parameters:
///   - reserve: called first with a lower bound of the number of elements, if it is known.
///   - read: called once for each element.
/// - Throws: errors of `read`; ``CoderError/badLength(_:)`` for an invalid count.
@inlinable
package func readIterable(
  from reader: inout RawReader, reserve: (Int) -> Void, _ read: (inout RawReader) throws(CoderError) -> Void
) throws(CoderError) {
  try reader.goDeeper()
  let count = Int32(bitPattern: try reader.readBigEndianUInt32())
  if count >= 0 {
    try checkCount(Int64(count), remaining: reader.remaining)
    reserve(min(Int(count), reader.remaining))
    for _ in 0..<count { try read(&reader) }
    reader.depth &-= 1
    return
  }
  guard count == -1 else { try CoderError.badLength(Int64(count)).raise() }
  while true {
    let chunk = Int64(bitPattern: try reader.readVarint())
    if chunk == 0 {
      reader.depth &-= 1
      return
    }
    try checkCount(chunk, remaining: reader.remaining)
    for _ in 0..<chunk { try read(&reader) }
  }
}

/// Refuses a count above the number of bytes left. Up to 65,536 elements may have no bytes, as global windows do; the
/// limit keeps a few bytes of input from demanding unbounded memory or time.
@inlinable @inline(__always)
package func checkCount(_ count: Int64, remaining: Int) throws(CoderError) {
  guard count >= 0, count <= max(Int64(remaining), 65_536) else { try CoderError.badLength(count).raise() }
}

/// Writes the count of an iterable; a count above `Int32.max` becomes the writer's failure.
@inlinable @inline(__always)
package func writeIterableCount(_ count: Int, into writer: inout RawWriter) {
  if count > Int32.max { refuseIterable(of: count, &writer) }
  writer.writeBigEndian(UInt32(truncatingIfNeeded: count))
}

extension Array: Streamable where Element: Streamable {
  /// Writes the nested encoding.
  @inlinable
  public static func encode(_ value: borrowing [Element], into writer: inout RawWriter) {
    let elements = copy value
    writeIterableCount(elements.count, into: &writer)
    for element in elements { Element.encode(element, into: &writer) }
  }

  /// Reads a nested encoding.
  @inlinable
  public static func decode(from reader: inout RawReader) throws(CoderError) -> [Element] {
    var elements: [Element] = []
    try readIterable(from: &reader) {
      elements.reserveCapacity($0)
    } _: { (reader: inout RawReader) throws(CoderError) in
      elements.append(try Element.decode(from: &reader))
    }
    return elements
  }

  /// `beam:coder:iterable:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.iterable, components: [Element.coderSpec]) }
}

extension Set: Streamable where Element: Streamable {
  /// Writes the elements in no particular order.
  @inlinable
  public static func encode(_ value: borrowing Set<Element>, into writer: inout RawWriter) {
    let elements = copy value
    writeIterableCount(elements.count, into: &writer)
    for element in elements { Element.encode(element, into: &writer) }
  }

  /// Reads a nested encoding.
  @inlinable
  public static func decode(from reader: inout RawReader) throws(CoderError) -> Set<Element> {
    Set(try [Element].decode(from: &reader))
  }

  /// `beam:coder:iterable:v1`.
  public static var coderSpec: CoderSpec { CoderSpec(urn: CoderURN.iterable, components: [Element.coderSpec]) }
}

extension Dictionary: Streamable where Key: Streamable, Value: Streamable {
  /// Writes the entries in no particular order, each as a nested key and value.
  @inlinable
  public static func encode(_ value: borrowing [Key: Value], into writer: inout RawWriter) {
    let entries = copy value
    writeIterableCount(entries.count, into: &writer)
    for (key, value) in entries {
      Key.encode(key, into: &writer)
      Value.encode(value, into: &writer)
    }
  }

  /// Reads the entries; of two with the same key, the later one wins.
  @inlinable
  public static func decode(from reader: inout RawReader) throws(CoderError) -> [Key: Value] {
    var entries: [Key: Value] = [:]
    try readIterable(from: &reader) { _ in
    } _: { (reader: inout RawReader) throws(CoderError) in
      let key = try Key.decode(from: &reader)
      entries[key] = try Value.decode(from: &reader)
    }
    return entries
  }

  /// `beam:coder:iterable:v1` over `beam:coder:kv:v1`, which has the same bytes as Beam's map coder.
  public static var coderSpec: CoderSpec {
    CoderSpec(
      urn: CoderURN.iterable,
      components: [CoderSpec(urn: CoderURN.kv, components: [Key.coderSpec, Value.coderSpec])])
  }
}

@usableFromInline @inline(never)
func refuseIterable(of count: Int, _ writer: inout RawWriter) {
  writer.fail(.refused("an iterable has \(count) elements; Beam allows at most \(Int32.max)"))
}
