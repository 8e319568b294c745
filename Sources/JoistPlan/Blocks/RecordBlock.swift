/// Encoded keys and values of one key group, on their way from one bundle to a grouping stage.
///
/// The records lie in segments; the windows and panes that occur in the block are listed once, at its head.
public final class RecordBlock: Sendable {
  /// The key group of all records.
  public let keyGroup: Int
  /// The windows and panes that occur, by the numbers that segments and records use.
  public let contexts: [WindowContext]
  /// The records, in the order in which they were written.
  public let segments: [RecordSegment]
  /// How many records there are.
  public let count: Int
  /// How many elements they stand for: more than `count` where values are partials.
  public let elementCount: Int
  /// Where the block holds the watermark, in milliseconds: at the earliest timestamp of its elements, or at the end of one
  /// of their windows, where that is earlier.
  public let hold: Int64
  /// The memory it takes, in bytes.
  public let memory: Int

  /// Makes a block of segments.
  /// - Parameter contextMemory: the block's share of the memory of a list of contexts that several blocks have, in bytes; nil:
  ///   it is the block's alone.
  public init(keyGroup: Int, contexts: [WindowContext], segments: [RecordSegment], contextMemory: Int? = nil) {
    self.keyGroup = keyGroup
    self.contexts = contexts
    self.segments = segments
    var count = 0
    var elements = 0
    var bytes = 128 + segments.count * MemoryLayout<RecordSegment>.stride
    bytes += contextMemory ?? WindowContext.memory(of: contexts)
    var earliest = EventTime.max
    for segment in segments {
      count += segment.count
      elements += segment.elementCount
      bytes += segment.byteCount
      earliest = min(earliest, segment.hold)
    }
    self.count = count
    elementCount = elements
    memory = bytes
    hold = earliest
  }
}

/// Records that lie one after another in memory: all in one context (lean), or each with a context of its own (general).
///
/// A record is in one piece, so that a scatter over 128 key groups writes one stream per group. Its integers are in the
/// machine's byte order and unaligned:
///
///     lean     hash 8 · keyLength 4 · valueLength 4 · key · value
///     general  hash 8 · keyLength 4 · valueLength 4 · timestamp 8 · context 4 · elements 4 · key · value
public struct RecordSegment: Sendable {
  /// What the values are.
  public enum Values: Sendable, Hashable {
    /// Values as the user's function made them.
    case inputs
    /// Accumulators that a combiner made of several of them before the shuffle.
    case partials
  }

  /// How the records say what they belong to.
  public enum Form: Sendable, Hashable {
    /// All belong to the context of this number; their timestamps are not kept.
    case lean(context: UInt32)
    /// Each names its timestamp, its context and the number of elements that it stands for.
    case general

    /// Bytes before a record's key.
    @inlinable public var headerSize: Int {
      switch self {
      case .lean: 16
      case .general: 32
      }
    }
  }

  /// Bytes of all records.
  public let byteCount: Int
  /// How many records there are.
  public let count: Int
  /// How many elements they stand for.
  public let elementCount: Int
  /// See `Form`.
  public let form: Form
  /// See `Values`.
  public let values: Values
  /// Where the records hold the watermark, in milliseconds: see `RecordBlock.hold`.
  public let hold: Int64
  private let memory: RecordMemory
  private let offset: Int

  /// The first record; valid as long as the segment lives.
  public var bytes: UnsafePointer<UInt8> { UnsafePointer(memory.bytes + offset) }

  /// Makes a segment of records that lie in a memory, alone or beside those of other segments.
  /// - Parameter offset: where in the memory the first record starts.
  public init(
    in memory: RecordMemory, at offset: Int = 0, byteCount: Int, count: Int, elementCount: Int, form: Form,
    values: Values, hold: Int64
  ) {
    self.memory = memory
    self.offset = offset
    self.byteCount = byteCount
    self.count = count
    self.elementCount = elementCount
    self.form = form
    self.values = values
    self.hold = hold
  }
}

// Sendable: the only stored property is a `let`, and the memory is not written after `init`.

/// Memory that one or several segments share; it goes with the last of them.
public final class RecordMemory: @unchecked Sendable {
  /// The memory.
  public let bytes: UnsafeMutablePointer<UInt8>

  /// Takes over memory that was made with `allocate`.
  public init(adopting bytes: UnsafeMutablePointer<UInt8>) { self.bytes = bytes }

  deinit { bytes.deallocate() }
}
