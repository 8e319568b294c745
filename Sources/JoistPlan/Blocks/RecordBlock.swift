/// Encoded keys and values of one key group, sent from one bundle to a grouping stage.
///
/// Segments hold the records. The block lists each window and pane once.
public final class RecordBlock: Sendable {
  /// The key group of all records.
  public let keyGroup: Int
  /// The windows and panes of the records, by the indices that segments and records use.
  public let contexts: [WindowContext]
  /// The records, in the order in which they were written.
  public let segments: [RecordSegment]
  /// The number of records.
  public let count: Int
  /// The number of elements that the records stand for: more than `count` if values are partial accumulators.
  public let elementCount: Int
  /// The bound that this block puts on the watermark, in milliseconds: the earliest timestamp of its elements, or the
  /// end of one of their windows if that is earlier.
  public let hold: Int64
  /// The memory of the block, in bytes.
  public let memory: Int

  /// Makes a block of segments.
  /// - Parameter contextMemory: the block's share of the memory of contexts that several blocks use, in bytes; nil if
  ///   only this block uses them.
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

/// Records one after another in memory. In the lean form all have one context; in the general form each has its own.
///
/// A record is contiguous, so that a scatter over 128 key groups writes one stream for each group. Its integers are
/// unaligned and in the machine's byte order:
///
///     lean     hash 8 · keyLength 4 · valueLength 4 · key · value
///     general  hash 8 · keyLength 4 · valueLength 4 · timestamp 8 · context 4 · elements 4 · key · value
public struct RecordSegment: Sendable {
  /// What the values are.
  public enum Values: Sendable, Hashable {
    /// Values that the user's function emitted.
    case inputs
    /// Accumulators, each of several values that were combined before the shuffle.
    case partials
  }

  /// How records name their context.
  public enum Form: Sendable, Hashable {
    /// All records have this context. Their timestamps are not kept.
    case lean(context: UInt32)
    /// Each record has a timestamp, a context and the number of elements that it stands for.
    case general

    /// The size of a record's header, in bytes.
    @inlinable public var headerSize: Int {
      switch self {
      case .lean: 16
      case .general: 32
      }
    }
  }

  /// The size of all records, in bytes.
  public let byteCount: Int
  /// How many records there are.
  public let count: Int
  /// The number of elements that the records stand for.
  public let elementCount: Int
  /// See `Form`.
  public let form: Form
  /// See `Values`.
  public let values: Values
  /// The bound that the records put on the watermark, in milliseconds: see `RecordBlock.hold`.
  public let hold: Int64
  private let memory: RecordMemory
  private let offset: Int

  /// The address of the first record. Valid only while the segment lives.
  public var bytes: UnsafePointer<UInt8> { UnsafePointer(memory.bytes + offset) }

  /// Makes a segment of records in a memory that other segments may share.
  /// - Parameter offset: the offset of the first record in the memory.
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

// SAFETY: the only stored property is a `let`, nothing writes to the memory after `init`, and `deinit` frees it once.

/// Memory that one or more segments share, freed with the last of them.
public final class RecordMemory: @unchecked Sendable {
  /// The address of the memory.
  public let bytes: UnsafeMutablePointer<UInt8>

  /// Takes ownership of memory that was allocated with `allocate`.
  public init(adopting bytes: UnsafeMutablePointer<UInt8>) { self.bytes = bytes }

  deinit { bytes.deallocate() }
}
