/// Compares byte strings without a function call, since they are usually short.
@inline(__always)
func haveSameBytes(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  // SAFETY: callers give `count` readable bytes at each address. The last load of each case ends at `count`; with the
  // loads before it, it may overlap them.
  let left = UnsafeRawPointer(a)
  let right = UnsafeRawPointer(b)
  if count >= 8 {
    var offset = 0
    while offset &+ 8 <= count {
      if left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      {
        return false
      }
      offset &+= 8
    }
    return left.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      == right.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
  }
  if count >= 4 {
    return left.loadUnaligned(as: UInt32.self) == right.loadUnaligned(as: UInt32.self)
      && left.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        == right.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
  }
  var offset = 0
  while offset < count {
    if a[offset] != b[offset] { return false }
    offset &+= 1
  }
  return true
}

/// Copies bytes, without a function call if they are few.
@inline(__always)
func copyBytes(_ target: UnsafeMutablePointer<UInt8>, _ source: UnsafePointer<UInt8>, _ count: Int) {
  // SAFETY: callers give `count` bytes at each address, which do not overlap. Loads come before stores, and the last of
  // each ends at `count`.
  let to = UnsafeMutableRawPointer(target)
  let from = UnsafeRawPointer(source)
  if count > 16 {
    to.copyMemory(from: from, byteCount: count)
  } else if count >= 8 {
    let head = from.loadUnaligned(as: UInt64.self)
    let tail = from.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
    to.storeBytes(of: head, as: UInt64.self)
    to.storeBytes(of: tail, toByteOffset: count &- 8, as: UInt64.self)
  } else if count >= 4 {
    let head = from.loadUnaligned(as: UInt32.self)
    let tail = from.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
    to.storeBytes(of: head, as: UInt32.self)
    to.storeBytes(of: tail, toByteOffset: count &- 4, as: UInt32.self)
  } else {
    var offset = 0
    while offset < count {
      target[offset] = source[offset]
      offset &+= 1
    }
  }
}
