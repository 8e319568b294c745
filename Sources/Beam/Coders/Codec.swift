public import Rows

/// The loops that encode and decode batches of one type; made in the author's module, where the type's coder is known.
public struct Codec<Element>: Sendable {
  /// Moves values into a writer, each encoded (nested), and notes where each ends.
  @usableFromInline package typealias Encode =
    @Sendable (UnsafeMutablePointer<Element>, Int, inout RawWriter, _ ends: UnsafeMutablePointer<Int>) -> Void
  /// Reads values that stand one behind the other; `offsets` holds where each starts and, one further, ends.
  ///
  /// Where it throws, the first `decoded` values are alive.
  @usableFromInline package typealias Decode =
    @Sendable (
      _ bytes: UnsafePointer<UInt8>, _ offsets: UnsafePointer<Int>, Int, _ owner: AnyObject,
      UnsafeMutablePointer<Element>, _ decoded: inout Int
    ) throws -> Void

  @usableFromInline package let encode: Encode
  @usableFromInline package let decode: Decode
  /// The coder in the portable graph.
  @usableFromInline package let spec: CoderSpec

  /// Words the key of an encoded group for an error; nil for what is no group.
  @usableFromInline package let keyText: (@Sendable (UnsafeRawBufferPointer) -> String)?

  @usableFromInline package init(
    spec: CoderSpec, keyText: (@Sendable (UnsafeRawBufferPointer) -> String)? = nil, encode: @escaping Encode,
    decode: @escaping Decode
  ) {
    self.spec = spec
    self.keyText = keyText
    self.encode = encode
    self.decode = decode
  }
}

extension Codec where Element: Streamable {
  /// The loops of a type with a coder of its own.
  @inlinable @inline(never) public static func make() -> Codec {
    Codec(spec: Element.coderSpec, encode: encodeLoop()) { bytes, offsets, count, _, target, decoded in
      let start = offsets[0]
      var reader = RawReader(UnsafeRawBufferPointer(start: bytes + start, count: offsets[count] - start))
      var i = 0
      do {
        while i < count {
          (target + i).initialize(to: try Element.decode(from: &reader))
          i &+= 1
        }
      } catch {
        decoded = i
        throw error
      }
      decoded = i
    }
  }

  @inlinable @inline(__always) static func encodeLoop() -> Encode {
    { values, count, writer, ends in
      var i = 0
      while i < count {
        let value = (values + i).move()
        Element.encode(value, into: &writer)
        ends[i] = writer.count
        i &+= 1
      }
    }
  }

  /// The loops of what a grouping emits: the values stay encoded where they are, and are not read to find their end.
  @inlinable @inline(never) public static func makeGrouped<Key: Streamable, Value: Streamable>() -> Codec
  where Element == KV<Key, Grouped<Value>> {
    Codec(
      spec: Element.coderSpec, keyText: { EncodedText.of($0, as: Key.self) }, encode: encodeLoop()
    ) { bytes, offsets, count, owner, target, decoded in
      var i = 0
      do {
        while i < count {
          let start = bytes + offsets[i]
          let end = bytes + offsets[i + 1]
          var reader = RawReader(UnsafeRawBufferPointer(start: start, count: end - start))
          let key = try Key.decode(from: &reader)
          let number = Int32(bitPattern: try reader.readBigEndianUInt32())
          if number >= 0 {
            let values = Grouped<Value>(count: Int(number), start: end - reader.remaining, end: end, owner: owner)
            (target + i).initialize(to: KV(key, values))
          } else {
            var again = RawReader(UnsafeRawBufferPointer(start: start, count: end - start))
            (target + i).initialize(to: try Element.decode(from: &again))
          }
          i &+= 1
        }
      } catch {
        decoded = i
        throw error
      }
      decoded = i
    }
  }
}
