/// About the memory of an array, in bytes. Its real capacity depends on the allocator, which may not reach a decision of the
/// engine; it grows by doubling, so half as much again is what it takes on average.
func arrayMemory<Element>(_ array: [Element]) -> Int { array.count * MemoryLayout<Element>.stride / 2 * 3 }
