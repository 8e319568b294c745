/// Compares byte strings by their bytes as unsigned numbers. A prefix comes before the strings that begin with it.
/// - Returns: a negative number if `a` comes before `b`, 0 if they are equal, and a positive number otherwise.
func compareBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  let shared = min(a.count, b.count)
  var offset = 0
  while offset &+ 8 <= shared {
    // SAFETY: all eight bytes are below `shared`, the length of the shorter buffer.
    let left = a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    let right = b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    if left != right { return left.bigEndian < right.bigEndian ? -1 : 1 }
    offset &+= 8
  }
  while offset < shared {
    if a[offset] != b[offset] { return a[offset] < b[offset] ? -1 : 1 }
    offset &+= 1
  }
  return a.count &- b.count
}

/// Compares arrays as `compareBytes` compares buffers.
func compareBytes(_ a: [UInt8], _ b: [UInt8]) -> Int {
  a.withUnsafeBytes { a in b.withUnsafeBytes { b in compareBytes(a, b) } }
}
