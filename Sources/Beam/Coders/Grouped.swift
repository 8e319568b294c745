public import Rows

/// All values of a key in a window, as a sequence that decodes the values each time it is iterated.
///
/// It holds the encoded values, and never creates an array of them; use `Array(grouped)` for that. It is valid only on the
/// thread that it was passed to, so it is not Sendable. Copy the values that you want to keep.
///
/// If a value's coder cannot decode what it has encoded, the sequence ends before ``count``, because a sequence cannot throw.
/// The step that reads it then fails. A group that was read on another thread, against the rule, ends the program, since no
/// step can fail. A standalone group, such as a test creates, logs an error to standard error.
public struct Grouped<Value: Streamable>: Sequence {
  /// The number of values.
  public let count: Int
  // SAFETY: `start..<end` lies in memory that `owner` keeps alive and does not change: a block, or a `GroupedMemory`.
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let end: UnsafePointer<UInt8>
  /// Keeps the memory of the values alive.
  @usableFromInline let owner: AnyObject?
  /// The number of this group's collection, if the memory holds the tagged values of several collections (see `TaggedValues`);
  /// negative if it holds only the values of this group.
  @usableFromInline let tag: Int

  /// Creates a group of values in memory that the owner keeps alive.
  @usableFromInline init(
    count: Int, start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, owner: AnyObject?, tag: Int = -1
  ) {
    self.count = count
    self.start = start
    self.end = end
    self.owner = owner
    self.tag = tag
  }

  /// Creates a standalone group, which has memory of its own.
  @inlinable public init(_ values: some Sequence<Value>) {
    var writer = RawWriter(capacity: 64)
    var count = 0
    for value in values {
      Value.encode(value, into: &writer)
      count += 1
    }
    self.init(count: count, encoded: writer)
  }

  @usableFromInline init(count: Int, encoded writer: consuming RawWriter) {
    let memory = GroupedMemory(copying: writer.bytes, failure: writer.failure)
    // If a value could not be encoded, the memory is empty. A tag makes reading fail then; otherwise values that take no bytes
    // could be decoded from it.
    self.init(
      count: count, start: memory.base, end: memory.base + memory.count, owner: memory,
      tag: memory.failure == nil ? -1 : 0)
  }

  /// Whether there are no values.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// Returns an iterator over the values.
  @inlinable public func makeIterator() -> Iterator {
    Iterator(
      reader: RawReader(UnsafeRawBufferPointer(start: start, count: end - start)), left: count, owner: owner, tag: tag)
  }

  /// Iterates over the values of a group, and decodes each.
  public struct Iterator: IteratorProtocol {
    @usableFromInline var reader: RawReader
    @usableFromInline var left: Int
    @usableFromInline let owner: AnyObject?
    @usableFromInline let tag: Int

    @usableFromInline init(reader: RawReader, left: Int, owner: AnyObject?, tag: Int) {
      self.reader = reader
      self.left = left
      self.owner = owner
      self.tag = tag
    }

    /// Returns the next value; nil after the last one.
    @inlinable public mutating func next() -> Value? {
      guard left > 0 else { return end() }
      left -= 1
      do {
        if tag >= 0 { return try nextTagged() }
        return try Value.decode(from: &reader)
      } catch {
        note(error)
        return nil
      }
    }

    /// Returns nil. Bytes that are left after the last value are recorded as a fault.
    @inlinable mutating func end() -> Value? {
      if tag < 0, !reader.isAtEnd { note(.trailingBytes(reader.remaining)) }
      return nil
    }

    /// Records an error as the group's fault, and ends the iteration.
    @usableFromInline @inline(never) mutating func note(_ error: CoderError) {
      defer {
        left = 0
        _ = reader.readRest()
      }
      let alone = owner as? GroupedMemory
      if let refusal = alone?.failure {
        GroupFault.record(UnencodableGroup(type: "\(Value.self)", underlying: refusal), at: reader, standsAlone: true)
      } else {
        let fault = UndecodableValue(type: "\(Value.self)", underlying: error)
        GroupFault.record(fault, at: reader, standsAlone: alone != nil)
      }
    }

    /// Returns the next value of this group, and skips those of other collections.
    @inlinable @inline(never) mutating func nextTagged() throws(CoderError) -> Value {
      var value = RawReader(try TaggedValues.next(tag, &reader))
      let found = try Value.decode(from: &value)
      try value.expectEnd()
      return found
    }
  }

  /// The error of a value's coder when a standalone group was created; nil if there was none. Encoders cannot throw.
  @usableFromInline var failure: CoderError? { (owner as? GroupedMemory)?.failure }

  /// 0: the standard library relies on this number of values, but the sequence may end early.
  @inlinable public var underestimatedCount: Int { 0 }
}

@available(*, unavailable, message: "a Grouped is valid only on the thread that it was passed to; copy what you need")
extension Grouped: @unchecked Sendable {}

/// The memory of a standalone group.
@usableFromInline
final class GroupedMemory {
  // SAFETY: allocated in `init`, freed in `deinit`, and never written in between.
  let base: UnsafePointer<UInt8>
  let count: Int
  /// The error of a value's coder; nil if there was none. If set, the memory is empty, so that no value is read.
  let failure: CoderError?

  init(copying bytes: UnsafeRawBufferPointer, failure: CoderError?) {
    self.failure = failure
    let bytes = failure == nil ? bytes : UnsafeRawBufferPointer(start: nil, count: 0)
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: Swift.max(1, bytes.count))
    if let source = bytes.bindMemory(to: UInt8.self).baseAddress { memory.update(from: source, count: bytes.count) }
    base = UnsafePointer(memory)
    count = bytes.count
  }

  deinit { base.deallocate() }
}

extension Grouped: Streamable {
  /// Writes the nested encoding of an iterable.
  @inlinable public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    writeIterableCount(value.count, into: &writer)
    if let failure = value.failure { return writer.fail(failure) }
    let bytes = UnsafeRawBufferPointer(start: value.start, count: value.end - value.start)
    if value.tag >= 0 { return TaggedValues.write(value.count, of: value.tag, in: bytes, to: &writer) }
    writer.write(bytes: bytes)
  }

  /// Reads the nested encoding of an iterable. It decodes every value once, to check it, and keeps the encoded bytes.
  @inlinable public static func decode(from reader: inout RawReader) throws(CoderError) -> Self {
    var writer = RawWriter(capacity: 64)
    var count = 0
    try readIterable(from: &reader) { _ in
    } _: { (reader: inout RawReader) throws(CoderError) in
      let start = reader.address
      _ = try Value.decode(from: &reader)
      writer.write(bytes: UnsafeRawBufferPointer(start: start, count: reader.address - start))
      count += 1
    }
    return Grouped(count: count, encoded: writer)
  }

  /// `beam:coder:iterable:v1` of the values.
  public static var coderSpec: CoderSpec {
    CoderSpec(urn: "beam:coder:iterable:v1", components: [Value.coderSpec])
  }
}

extension Grouped: CustomStringConvertible {
  /// The number of values, such as `2 values`. To see them, create an array.
  public var description: String { count == 1 ? "1 value" : "\(count) values" }
}

/// A standalone group was created with a value that its coder cannot encode.
struct UnencodableGroup: Error, CustomStringConvertible {
  let type: String
  let underlying: CoderError
  var description: String { "a group holds a value of \(type) that its coder cannot encode: \(underlying)" }
}
