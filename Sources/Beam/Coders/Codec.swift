public import Rows

/// The loops that encode and decode batches of one type. Created in the user's module, where the type's coder is known.
public struct Codec<Element>: Sendable {
  /// Moves values out of a buffer, writes their nested encodings, and stores the offset at which each ends.
  @usableFromInline package typealias Encode =
    @Sendable (UnsafeMutablePointer<Element>, Int, inout RawWriter, _ ends: UnsafeMutablePointer<Int>) -> Void
  /// Decodes consecutive values. `offsets[i]` is the start of value `i`, and `offsets[i + 1]` its end. `owner` keeps the bytes
  /// alive.
  ///
  /// If it throws, the first `decoded` values are initialised, and the next one could not be decoded.
  @usableFromInline package typealias Decode =
    @Sendable (
      _ bytes: UnsafePointer<UInt8>, _ offsets: UnsafePointer<Int>, Int, _ owner: AnyObject,
      UnsafeMutablePointer<Element>, _ decoded: inout Int
    ) throws -> Void

  // SAFETY, for both loops: callers pass a buffer of `count` values, room for `count` ends, and, for decoding, `count + 1`
  // ascending offsets into bytes that `owner` keeps alive. Readers check bounds.
  @usableFromInline package let encode: Encode
  @usableFromInline package let decode: Decode
  /// The coder in the portable graph.
  @usableFromInline package let spec: CoderSpec

  /// Formats the key of an encoded group for an error; nil if the elements are not groups.
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
  /// Creates the loops of a type with a coder.
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
        // One check for the whole batch. Only if it fails, the first value that was decoded wrongly is searched for.
        try reader.expectEnd()
      } catch {
        decoded = i
        throw firstMisread(bytes, offsets, count, target, &decoded) { (value) throws(CoderError) in
          _ = try value.readAll(Element.decode(from:))
        } ?? error
      }
    }
  }

  /// Finds the first value of a batch that its coder does not decode to exactly its end, and destroys the decoded values from
  /// there on, since they may be made of the bytes of others.
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

  /// The loop that encodes values of a type with a coder.
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

  /// Creates the loops of a grouping's output. Its values stay encoded in their block, and are not decoded to find their end.
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
        // One check for the whole batch. Whether values are decoded to their ends is checked when they are read.
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

  /// Checks that the key of an encoded group is decoded to exactly its end. The group does not contain the key's length, so
  /// the key is encoded again.
  @usableFromInline @inline(never) static func checkKey<Key: Streamable>(
    _ group: UnsafeRawBufferPointer, of type: Key.Type
  ) throws(CoderError) {
    var reader = RawReader(group)
    let key = try Key.decode(from: &reader)
    var writer = RawWriter(capacity: 64)
    Key.encode(key, into: &writer)
    let (read, written) = (group.count - reader.remaining, writer.count)
    if read != written { throw .refused("it decodes \(read) bytes of a key that it encodes in \(written)") }
  }
}
