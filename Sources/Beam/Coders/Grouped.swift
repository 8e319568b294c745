public import Rows

/// All values of a key in a window: a sequence that decodes as it is read, as often as it is read.
///
/// It holds the encoded values, not the values; nothing makes an array of them unless you do (`Array(grouped)`). It must not
/// leave the thread that it was given on, so it is not Sendable; what you want to keep, copy.
///
/// A value that its own coder cannot read back ends the sequence before ``count``, as a sequence cannot throw; values that it
/// reads less or more of than it wrote are noticed at the sequence's end. In a pipeline the step that read them fails then; where it was read on another thread, against the rule, no step could fail, and the program
/// ends. Of a group that stands alone (a test makes groups of its own) a line on standard error says so.
public struct Grouped<Value: Streamable>: Sequence {
  /// How many values there are.
  public let count: Int
  @usableFromInline let start: UnsafePointer<UInt8>
  @usableFromInline let end: UnsafePointer<UInt8>
  /// Keeps the memory behind the pointers.
  @usableFromInline let owner: AnyObject?
  /// Where the values of several collections stand together, each with its collection's number and as bytes: the number of
  /// those that belong to this group. Negative: the values stand alone.
  @usableFromInline let tag: Int

  /// Values that stand, nested encoding, in memory that the owner keeps.
  @usableFromInline init(
    count: Int, start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, owner: AnyObject?, tag: Int = -1
  ) {
    self.count = count
    self.start = start
    self.end = end
    self.owner = owner
    self.tag = tag
  }

  /// Makes a group of values, encoded into memory of its own.
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
    // What could not be encoded is read as one of several collections: so nothing can be taken for a value of no bytes.
    self.init(
      count: count, start: memory.base, end: memory.base + memory.count, owner: memory,
      tag: memory.failure == nil ? -1 : 0)
  }

  /// Whether there are no values.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// An iterator from the first value on.
  @inlinable public func makeIterator() -> Iterator {
    Iterator(
      reader: RawReader(UnsafeRawBufferPointer(start: start, count: end - start)), left: count, owner: owner, tag: tag)
  }

  /// Decodes one value after the other.
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

    /// The next value, or nil after the last.
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

    /// Nil, after noting bytes that are left after the last value.
    @inlinable mutating func end() -> Value? {
      if tag < 0, !reader.isAtEnd { note(.trailingBytes(reader.remaining)) }
      return nil
    }

    /// Notes what keeps the values from being read, once: nothing is read from here on.
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

    /// The next value of this group, past those of other collections.
    @inlinable @inline(never) mutating func nextTagged() throws(CoderError) -> Value {
      var value = RawReader(try TaggedValues.next(tag, &reader))
      let found = try Value.decode(from: &value)
      try value.expectEnd()
      return found
    }
  }

  /// Why a value could not be written when the group was made, if it was so: encoders cannot throw.
  @usableFromInline var failure: CoderError? { (owner as? GroupedMemory)?.failure }

  /// 0: the standard library reads as many values as are announced here without asking whether there is one, and a value that
  /// its coder cannot read back ends the sequence early.
  @inlinable public var underestimatedCount: Int { 0 }
}

@available(*, unavailable, message: "a Grouped is valid on the thread it was given on; copy what you need")
extension Grouped: @unchecked Sendable {}

/// Memory of a group that stands alone.
@usableFromInline
final class GroupedMemory {
  let base: UnsafePointer<UInt8>
  let count: Int
  /// Why a value could not be written; the memory is empty then, so that nothing is read of what came before it.
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
  /// Writes the nested encoding.
  @inlinable public static func encode(_ value: borrowing Self, into writer: inout RawWriter) {
    writeIterableCount(value.count, into: &writer)
    if let failure = value.failure { return writer.fail(failure) }
    let bytes = UnsafeRawBufferPointer(start: value.start, count: value.end - value.start)
    if value.tag >= 0 { return TaggedValues.write(value.count, of: value.tag, in: bytes, to: &writer) }
    writer.write(bytes: bytes)
  }

  /// Reads a nested encoding: every value once, so that what is given out can be read, and keeps the bytes as they came.
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
  /// How many values there are; to see them, make an array.
  public var description: String { count == 1 ? "1 value" : "\(count) values" }
}

/// A group was made of a value that its own coder refuses to write.
struct UnencodableGroup: Error, CustomStringConvertible {
  let type: String
  let underlying: CoderError
  var description: String { "a group holds a value of \(type) that its coder refuses: \(underlying)" }
}
