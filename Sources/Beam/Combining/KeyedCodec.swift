public import Rows

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
    writers.stream(ofHash: hash).pointee.append(hash: hash, key: pair.key) { writer in
      Value.encode(pair.value, into: &writer)
    }
  }
}
