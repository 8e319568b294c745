// Sendable: every stored property is a `let`, the memory is not written after `init`, and `memory` keeps it.

/// Encoded keys and values of one window and one key group, on their way to a grouping stage.
///
/// A record stands in one piece, so that a scatter over 128 groups writes one stream per group: `hash` (8 bytes),
/// `keyLength` (4), `valueLength` (4), key, value; integers in the machine's byte order, unaligned.
public final class RecordBlock: @unchecked Sendable {
  /// What the values are.
  public enum Values: Sendable, Hashable {
    /// Values as the user's function made them.
    case inputs
    /// Accumulators that a combiner made of several of them before the shuffle.
    case partials
  }

  /// The records.
  public let bytes: UnsafeMutablePointer<UInt8>
  /// Bytes in `bytes`.
  public let byteCount: Int
  /// How many records there are.
  public let count: Int
  /// How many elements they stand for: more than `count` where values are partials.
  public let elementCount: Int
  /// The window of all records.
  public let window: Window
  /// The key group of all records.
  public let keyGroup: Int
  /// What the values are.
  public let values: Values
  /// The smallest timestamp of the elements behind the records, in milliseconds.
  public let minTime: Int64
  private let owner: RecordMemory

  /// Bytes in front of a record's key.
  public static let headerSize = 16

  /// Makes a block of records that stand in a memory, alone or beside those of other blocks.
  /// - Parameter offset: where in the memory the first record starts.
  public init(
    in memory: RecordMemory, at offset: Int = 0, byteCount: Int, count: Int, elementCount: Int, window: Window,
    keyGroup: Int, values: Values, minTime: Int64
  ) {
    owner = memory
    bytes = memory.bytes + offset
    self.byteCount = byteCount
    self.count = count
    self.elementCount = elementCount
    self.window = window
    self.keyGroup = keyGroup
    self.values = values
    self.minTime = minTime
  }

  /// Takes over memory that was made with `allocate`.
  public convenience init(
    adopting bytes: UnsafeMutablePointer<UInt8>, byteCount: Int, count: Int, elementCount: Int, window: Window,
    keyGroup: Int, values: Values, minTime: Int64
  ) {
    self.init(
      in: RecordMemory(adopting: bytes), byteCount: byteCount, count: count, elementCount: elementCount,
      window: window, keyGroup: keyGroup, values: values, minTime: minTime)
  }

  /// Where the watermark of the block's reader waits for it, in milliseconds: at the smallest timestamp, or at the end of
  /// the window if that is earlier, so that a step that moves timestamps later does not make its records late.
  public var hold: Int64 { min(minTime, window.maxTimestamp) }

  /// The memory it takes, in bytes.
  public var memory: Int { byteCount + 128 }
}

// Sendable: the only stored property is a `let`, and the memory is not written after `init`.

/// Memory that one or several `RecordBlock`s share; it goes with the last of them.
public final class RecordMemory: @unchecked Sendable {
  /// The memory.
  public let bytes: UnsafeMutablePointer<UInt8>

  /// Takes over memory that was made with `allocate`.
  public init(adopting bytes: UnsafeMutablePointer<UInt8>) { self.bytes = bytes }

  deinit { bytes.deallocate() }
}

/// One record of a `RecordBlock`, as pointers into it: valid as long as the block lives.
public struct Record {
  /// The stable hash of the encoded key; never 0.
  public let hash: UInt64
  /// The encoded key.
  public let key: UnsafePointer<UInt8>
  /// Bytes of the key.
  public let keyLength: Int
  /// The encoded value.
  public let value: UnsafePointer<UInt8>
  /// Bytes of the value.
  public let valueLength: Int

  /// Reads the record that starts at an address.
  @inlinable public init(at address: UnsafePointer<UInt8>) {
    let raw = UnsafeRawPointer(address)
    hash = raw.loadUnaligned(as: UInt64.self)
    keyLength = Int(raw.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    valueLength = Int(raw.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    key = address + RecordBlock.headerSize
    value = key + keyLength
  }

  /// Where the next record starts.
  @inlinable public var end: UnsafePointer<UInt8> { value + valueLength }
}
