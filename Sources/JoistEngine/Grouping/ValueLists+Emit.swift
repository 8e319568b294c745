import JoistPlan

extension ValueLists {
  /// Appends keys with their values, in Beam's encoding of a key and an iterable: the key, the number of values (4
  /// bytes, big-endian), and the values in the order of their arrival.
  ///
  /// A first pass determines the position of every key's values. A second pass over the values, in memory order, copies
  /// each to its position.
  /// - Parameters:
  ///   - keys: the keys, by slot.
  ///   - writer: receives the elements.
  ///   - part: the lane, window and pane of the elements.
  /// - Throws: a `CombineFailure` if a key has more values than an iterable can hold.
  func emit(keys: KeyColumn, into writer: PaneWriter, _ part: PaneWriter.Part) throws {
    // SAFETY: the columns have an entry for each key and are freed on return. Every slot in the lists is that of a key.
    // `layOut` reserves the exact sizes that the first pass counted, so copies stay within their builder, and no
    // builder grows meanwhile.
    let counts = UnsafeMutablePointer<UInt32>.allocate(capacity: keys.count)
    let sizes = UnsafeMutablePointer<Int>.allocate(capacity: keys.count)
    defer {
      counts.deallocate()
      sizes.deallocate()
    }
    counts.initialize(repeating: 0, count: keys.count)
    sizes.initialize(repeating: 0, count: keys.count)
    forEach { slot, _, length in
      counts[slot] &+= 1
      sizes[slot] &+= length
    }
    for slot in 0..<keys.count where Int(counts[slot]) > mostValues {
      throw CombineFailure(index: slot, underlying: TooManyValues(count: Int(counts[slot]), most: mostValues))
    }
    var ranges: [(slots: Range<Int>, bytes: Int)] = []
    var next = 0
    while next < keys.count {
      let first = next
      var bytes = 0
      while next < keys.count && (next == first || bytes < PaneWriter.blockBytes) {
        bytes += keys.offsets[next + 1] - keys.offsets[next] + 4 + sizes[next]
        next += 1
      }
      ranges.append((first..<next, bytes))
    }
    let cursors = UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>.allocate(capacity: keys.count)
    defer { cursors.deallocate() }
    if ranges.count == 1 {
      writer.write(part, bytes: ranges[0].bytes) { builder in
        layOut(ranges[0].slots, ranges[0].bytes, keys, counts, sizes, cursors, into: builder)
        copyValues(to: cursors)
      }
    } else {
      // The blocks must not be moved or closed until the pass over the values has ended.
      let builders = ranges.map { range in
        let builder = ElementBlockBuilder(byteCapacity: range.bytes, elementCapacity: range.slots.count)
        layOut(range.slots, range.bytes, keys, counts, sizes, cursors, into: builder)
        return builder
      }
      copyValues(to: cursors)
      writer.add(builders, part)
    }
  }

  /// Appends some keys, by slot, each with room for its values, and notes the address of that room.
  private func layOut(
    _ slots: Range<Int>, _ bytes: Int, _ keys: KeyColumn, _ counts: UnsafeMutablePointer<UInt32>,
    _ sizes: UnsafeMutablePointer<Int>, _ cursors: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>,
    into builder: ElementBlockBuilder
  ) {
    var cursor = builder.reserve(bytes)
    builder.reserveElements(slots.count)
    for slot in slots {
      let start = keys.offsets[slot]
      let length = keys.offsets[slot + 1] - start
      copyBytes(cursor, keys.bytes + start, length)
      cursor += length
      UnsafeMutableRawPointer(cursor).storeBytes(of: counts[slot].bigEndian, as: UInt32.self)
      cursor += 4
      (cursors + slot).initialize(to: cursor)
      cursor += sizes[slot]
      builder.used += length + 4 + sizes[slot]
      builder.endElement()
    }
  }

  private func copyValues(to cursors: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>) {
    forEach { slot, value, length in
      copyBytes(cursors[slot], value, length)
      cursors[slot] += length
    }
  }
}

/// The error for a key with more values in one window than an iterable can hold.
public struct TooManyValues: Error, CustomStringConvertible {
  let count: Int
  let most: Int

  /// The number of values, and what to do.
  public var description: String {
    """
    \(count) values of one key in one window; at most \(most) can be grouped. Combine them instead (combinePerKey), or use \
    shorter windows or more specific keys
    """
  }
}
