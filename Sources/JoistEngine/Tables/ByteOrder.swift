/// Compares byte strings by their bytes as unsigned numbers; a string comes before those that begin with it.
/// - Returns: a negative number if `a` comes before `b`, 0 if they are equal, and a positive one otherwise.
func compareBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  let shared = min(a.count, b.count)
  var offset = 0
  while offset &+ 8 <= shared {
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

/// As `compareBytes` of buffers, for arrays.
func compareBytes(_ a: [UInt8], _ b: [UInt8]) -> Int {
  a.withUnsafeBytes { a in b.withUnsafeBytes { b in compareBytes(a, b) } }
}
