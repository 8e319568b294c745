import JoistPlan

extension ValueLists {
  /// Appends keys with their values, as Beam's encoding of a key and an iterable: the key, how many values (4 bytes, most
  /// significant first), the values in the order in which they came.
  ///
  /// Every key's place in the output is settled first; then one pass over the values, in memory order, copies each to where
  /// it belongs.
  /// - Parameters:
  ///   - slots: whose keys, in which order; nil: all, in slot order.
  ///   - keys: the keys by slot.
  ///   - writer: receives the elements.
  ///   - part: the lane, window and pane that they belong to.
  /// - Throws: a `CombineFailure` where a key has more values than an iterable can hold.
  func emit(slots: [UInt32]?, keys: KeyColumn, into writer: PaneWriter, _ part: PaneWriter.Part) throws {
    if count > mostValues { try checkCounts(slots, keyCount: keys.count) }
    let counts = UnsafeMutablePointer<UInt32>.allocate(capacity: keys.count)
    let sizes = UnsafeMutablePointer<Int>.allocate(capacity: keys.count)
    let cursors = UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>.allocate(capacity: keys.count)
    defer {
      counts.deallocate()
      sizes.deallocate()
      cursors.deallocate()
    }
    counts.initialize(repeating: 0, count: keys.count)
    sizes.initialize(repeating: 0, count: keys.count)
    cursors.initialize(repeating: nil, count: keys.count)
    forEach { slot, _, length in
      counts[slot] &+= 1
      sizes[slot] &+= length
    }

    let wanted = slots?.count ?? keys.count
    var next = 0
    // Blocks that are being written stay where they are until the pass over the values is over.
    var open: [ElementBlockBuilder] = []
    while next < wanted {
      let first = next
      var bytes = 0
      while next < wanted && (next == first || bytes < PaneWriter.blockBytes) {
        let slot = slots.map { Int($0[next]) } ?? next
        bytes += keys.offsets[slot + 1] - keys.offsets[slot] + 4 + sizes[slot]
        next += 1
      }
      let builder = writer.builder(part, bytes: bytes, startsNew: first > 0)
      open.append(builder)
      var cursor = builder.reserve(bytes)
      builder.reserveElements(next - first)
      for place in first..<next {
        let slot = slots.map { Int($0[place]) } ?? place
        let start = keys.offsets[slot]
        let length = keys.offsets[slot + 1] - start
        copyBytes(cursor, keys.bytes + start, length)
        cursor += length
        UnsafeMutableRawPointer(cursor).storeBytes(of: counts[slot].bigEndian, as: UInt32.self)
        cursor += 4
        cursors[slot] = cursor
        cursor += sizes[slot]
        builder.used += length + 4 + sizes[slot]
        builder.endElement()
      }
    }
    forEach { slot, bytes, length in
      if let cursor = cursors[slot] {
        copyBytes(cursor, bytes, length)
        cursors[slot] = cursor + length
      }
    }
    // Keeps the builders, and with them the memory behind the cursors, alive until here.
    withExtendedLifetime(open) {}
  }

  /// Refuses a key with too many values.
  private func checkCounts(_ slots: [UInt32]?, keyCount: Int) throws {
    var counts = Array(repeating: 0, count: keyCount)
    forEach { slot, _, _ in counts[slot] += 1 }
    for place in 0..<(slots?.count ?? keyCount) {
      let count = counts[slots.map { Int($0[place]) } ?? place]
      if count > mostValues {
        throw CombineFailure(place: place, underlying: TooManyValues(count: count, most: mostValues))
      }
    }
  }
}

/// A key has more values in one window than can be grouped.
public struct TooManyValues: Error, CustomStringConvertible {
  let count: Int
  let most: Int

  /// How many, and what to do.
  public var description: String {
    """
    \(count) values of one key in one window; at most \(most) can be grouped. Combine them instead (combinePerKey), or make \
    the windows shorter or the keys finer
    """
  }
}
