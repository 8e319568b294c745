/// One record of a `RecordSegment`, as pointers into it. Valid only while the block lives.
public struct Record {
  /// The stable hash of the encoded key; never 0.
  public let hash: UInt64
  /// The encoded key.
  public let key: UnsafePointer<UInt8>
  /// The length of the key, in bytes.
  public let keyLength: Int
  /// The encoded value.
  public let value: UnsafePointer<UInt8>
  /// The length of the value, in bytes.
  public let valueLength: Int

  /// Reads the record at an address.
  /// - Parameter headerSize: the bytes before the key: `RecordSegment.Form.headerSize`.
  @inlinable public init(at address: UnsafePointer<UInt8>, headerSize: Int) {
    // SAFETY, here and below: `address` is the start of a record in a segment that the caller keeps alive. Segments
    // hold whole records only. Records are not aligned, hence the unaligned loads.
    let raw = UnsafeRawPointer(address)
    hash = raw.loadUnaligned(as: UInt64.self)
    keyLength = Int(raw.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    valueLength = Int(raw.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    key = address + headerSize
    value = key + keyLength
  }

  /// The address after the record: that of the next one, if there is one.
  @inlinable public var end: UnsafePointer<UInt8> { value + valueLength }

  /// The timestamp of a record in the general form, in milliseconds.
  @inlinable public static func time(at address: UnsafePointer<UInt8>) -> Int64 {
    UnsafeRawPointer(address).loadUnaligned(fromByteOffset: 16, as: Int64.self)
  }

  /// The index of a record's context, in the general form.
  @inlinable public static func context(at address: UnsafePointer<UInt8>) -> UInt32 {
    UnsafeRawPointer(address).loadUnaligned(fromByteOffset: 24, as: UInt32.self)
  }

  /// The number of elements that a record stands for, in the general form.
  @inlinable public static func elements(at address: UnsafePointer<UInt8>) -> UInt32 {
    UnsafeRawPointer(address).loadUnaligned(fromByteOffset: 28, as: UInt32.self)
  }
}
