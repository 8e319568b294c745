public import Rows

/// The loops that write keyed records. Created where the types of key and value are known.
public struct KeyedCodec<Key: StreamKey, Value: Streamable>: Sendable {
  /// An input pair.
  @usableFromInline package typealias Pair = KV<Key, Value>

  /// Moves pairs of one context from a buffer into the streams of their key groups.
  @usableFromInline package let writeLean: @Sendable (UnsafeMutablePointer<Pair>, Int, borrowing GroupWriters) -> Void

  /// Moves pairs with their timestamps and contexts from a buffer into the streams of their key groups. If `times` is nil,
  /// `time` is the timestamp of all pairs, in milliseconds.
  @usableFromInline package let writeGeneral:
    @Sendable (
      UnsafeMutablePointer<Pair>, Int, borrowing GroupWriters, _ time: Int64, _ times: UnsafePointer<Int64>?,
      _ contexts: UnsafePointer<UInt32>
    ) -> Void

  /// Creates the loops of a key and a value type.
  @inlinable @inline(never) public init() {
    writeLean = { pairs, count, writers in
      for i in 0..<count {
        let pair = (pairs + i).move()
        let hash = Key.hash(pair.key)
        writers.stream(ofHash: hash).pointee.append(hash: hash, key: pair.key, value: pair.value)
      }
    }
    writeGeneral = { pairs, count, writers, time, times, contexts in
      for i in 0..<count {
        let pair = (pairs + i).move()
        let hash = Key.hash(pair.key)
        writers.stream(ofHash: hash).pointee.append(
          hash: hash, key: pair.key, value: pair.value, time: times.map { $0[i] } ?? time, context: contexts[i])
      }
    }
  }
}
