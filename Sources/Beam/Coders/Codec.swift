public import Rows

/// The loops that encode and decode batches of one type; made in the author's module, where the type's coder is known.
public struct Codec<Element>: Sendable {
  /// Moves values into a writer, each encoded (nested), and notes where each ends.
  @usableFromInline package typealias Encode =
    @Sendable (UnsafeMutablePointer<Element>, Int, inout RawWriter, _ ends: UnsafeMutablePointer<Int>) -> Void
  /// Reads values that stand one after the other; `offsets` holds where each starts and, one further, ends.
  ///
  /// Where it throws, the first `decoded` values are alive, and the next one is at fault.
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
      do throws(CoderError) {
        while i < count {
          (target + i).initialize(to: try Element.decode(from: &reader))
          i &+= 1
        }
        decoded = i
        // Once for the batch: values that were not read as they were written are looked for only where it does not come out even.
        try reader.expectEnd()
      } catch {
        decoded = i
        throw firstMisread(bytes, offsets, count, target, &decoded) { (value) throws(CoderError) in
          _ = try value.readAll(Element.decode(from:))
        } ?? error
      }
    }
  }

  /// Finds the first value of a batch that its coder does not read as it was written, and destroys what was read from there on:
  /// it may be made of other values' bytes.
  @usableFromInline @inline(never) static func firstMisread(
    _ bytes: UnsafePointer<UInt8>, _ offsets: UnsafePointer<Int>, _ count: Int,
    _ target: UnsafeMutablePointer<Element>, _ decoded: inout Int,
    _ check: (UnsafeRawBufferPointer) throws(CoderError) -> Void
  ) -> CoderError? {
    for index in 0..<count {
      let value = UnsafeRawBufferPointer(start: bytes + offsets[index], count: offsets[index + 1] - offsets[index])
      do throws(CoderError) { try check(value) } catch {
        if index < decoded {
          (target + index).deinitialize(count: decoded - index)
          decoded = index
        }
        return error
      }
    }
    return nil
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
      do throws(CoderError) {
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
            let group = UnsafeRawBufferPointer(start: start, count: end - start)
            (target + i).initialize(to: try group.readAll(Element.decode(from:)))
          }
          i &+= 1
        }
        // Once for the batch; whether the values are read to their end is seen where they are read.
        if count > 0 {
          let last = offsets[count - 1]
          try checkKey(UnsafeRawBufferPointer(start: bytes + last, count: offsets[count] - last), of: Key.self)
        }
        decoded = i
      } catch {
        decoded = i
        throw firstMisread(bytes, offsets, count, target, &decoded) { (group) throws(CoderError) in
          try checkKey(group, of: Key.self)
        } ?? error
      }
    }
  }

  /// Checks that the key of an encoded group is read to exactly its end. Nothing in the group says where that is, so the key is
  /// encoded once more.
  @usableFromInline @inline(never) static func checkKey<Key: Streamable>(
    _ group: UnsafeRawBufferPointer, of type: Key.Type
  ) throws(CoderError) {
    var reader = RawReader(group)
    let key = try Key.decode(from: &reader)
    var writer = RawWriter(capacity: 64)
    Key.encode(key, into: &writer)
    let (read, written) = (group.count - reader.remaining, writer.count)
    if read != written { throw .refused("of a key of \(written) bytes it reads \(read)") }
  }
}
