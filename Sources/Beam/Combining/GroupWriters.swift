public import Rows

/// Where the records of one window go on their way to a grouping: one stream of bytes per key group.
///
/// A record is `hash` (8 bytes), `keyLength` (4), `valueLength` (4), key, value, in the machine's byte order: what the
/// engine's record blocks hold.
@frozen public struct GroupWriters {
  /// One key group's stream.
  @frozen public struct Stream: ~Copyable {
    @usableFromInline package var writer: RawWriter
    @usableFromInline package var count = 0
    /// The elements behind the records: more than `count` where they were combined.
    @usableFromInline package var elements = 0

    @usableFromInline init() { writer = RawWriter(capacity: 0) }

    /// Appends a record; `value` writes the value's bytes.
    @inlinable @inline(__always)
    mutating func append<Key: StreamKey>(
      hash: UInt64, key: borrowing Key, elements: Int, value: (inout RawWriter) -> Void
    ) {
      let start = writer.count
      writer.reserve(16)
      writer._cursor += 16
      Key.encode(key, into: &writer)
      let keyEnd = writer.count
      value(&writer)
      let header = writer._base + start
      let raw = UnsafeMutableRawPointer(header)
      raw.storeBytes(of: hash, as: UInt64.self)
      raw.storeBytes(of: UInt32(truncatingIfNeeded: keyEnd &- start &- 16), toByteOffset: 8, as: UInt32.self)
      raw.storeBytes(of: UInt32(truncatingIfNeeded: writer.count &- keyEnd), toByteOffset: 12, as: UInt32.self)
      count &+= 1
      self.elements &+= elements
    }
  }

  /// Number of key groups: the same for every keyed edge of every job.
  @inlinable package static var groups: Int { 128 }
  @usableFromInline package let streams: UnsafeMutablePointer<Stream>
  /// The smallest timestamp of the elements, in milliseconds.
  @usableFromInline package var minTime = Int64.max

  /// Makes empty streams.
  package init() {
    streams = .allocate(capacity: Self.groups)
    for group in 0..<Self.groups { (streams + group).initialize(to: Stream()) }
  }

  /// Destroys the streams.
  package func deallocate() {
    streams.deinitialize(count: Self.groups)
    streams.deallocate()
  }

  /// The stream of a hash's key group: its top seven bits.
  @inlinable @inline(__always) func stream(ofHash hash: UInt64) -> UnsafeMutablePointer<Stream> {
    streams + Int(truncatingIfNeeded: hash &>> 57)
  }
}

/// The loops that write keyed records; made where key and value are known.
public struct KeyedCodec<Key: StreamKey, Value: Streamable>: Sendable {
  /// Writes pairs to the streams of their key groups. Moves them out of the buffer, or, if not `consuming`, leaves them.
  @usableFromInline package let write:
    @Sendable (UnsafeMutablePointer<KV<Key, Value>>, Int, borrowing GroupWriters, _ consuming: Bool) -> Void

  /// The loops of a key and a value type.
  @inlinable @inline(never) public init() {
    write = { pairs, count, writers, consuming in
      if consuming {
        for i in 0..<count {
          let pair = (pairs + i).move()
          Self.append(pair, to: writers)
        }
      } else {
        for i in 0..<count { Self.append(pairs[i], to: writers) }
      }
    }
  }

  @inlinable @inline(__always) static func append(_ pair: KV<Key, Value>, to writers: borrowing GroupWriters) {
    let hash = Key.hash(pair.key)
    writers.stream(ofHash: hash).pointee.append(hash: hash, key: pair.key, elements: 1) { writer in
      Value.encode(pair.value, into: &writer)
    }
  }
}
