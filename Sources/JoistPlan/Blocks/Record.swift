/// One record of a `RecordSegment`, as pointers into it: valid as long as its block lives.
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
  /// - Parameter headerSize: bytes before its key: `RecordSegment.Form.headerSize`.
  @inlinable public init(at address: UnsafePointer<UInt8>, headerSize: Int) {
    let raw = UnsafeRawPointer(address)
    hash = raw.loadUnaligned(as: UInt64.self)
    keyLength = Int(raw.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    valueLength = Int(raw.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    key = address + headerSize
    value = key + keyLength
  }

  /// Where the next record starts.
  @inlinable public var end: UnsafePointer<UInt8> { value + valueLength }

  /// The timestamp of a record of the general form, in milliseconds.
  @inlinable public static func time(at address: UnsafePointer<UInt8>) -> Int64 {
    UnsafeRawPointer(address).loadUnaligned(fromByteOffset: 16, as: Int64.self)
  }

  /// The context number of a record of the general form.
  @inlinable public static func context(at address: UnsafePointer<UInt8>) -> UInt32 {
    UnsafeRawPointer(address).loadUnaligned(fromByteOffset: 24, as: UInt32.self)
  }

  /// How many elements a record of the general form stands for.
  @inlinable public static func elements(at address: UnsafePointer<UInt8>) -> UInt32 {
    UnsafeRawPointer(address).loadUnaligned(fromByteOffset: 28, as: UInt32.self)
  }
}
