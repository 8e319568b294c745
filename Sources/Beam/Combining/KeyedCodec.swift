public import Rows

/// The loops that write keyed records; made where key and value are known.
public struct KeyedCodec<Key: StreamKey, Value: Streamable>: Sendable {
  /// A pair that is written.
  @usableFromInline package typealias Pair = KV<Key, Value>

  /// Moves pairs of one context out of a buffer into the streams of their key groups.
  @usableFromInline package let writeLean: @Sendable (UnsafeMutablePointer<Pair>, Int, borrowing GroupWriters) -> Void

  /// Moves pairs with their timestamps and contexts out of a buffer into the streams of their key groups. Where `times` is
  /// nil, `time` is the timestamp of all, in milliseconds.
  @usableFromInline package let writeGeneral:
    @Sendable (
      UnsafeMutablePointer<Pair>, Int, borrowing GroupWriters, _ time: Int64, _ times: UnsafePointer<Int64>?,
      _ contexts: UnsafePointer<UInt32>
    ) -> Void

  /// The loops of a key and a value type.
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
