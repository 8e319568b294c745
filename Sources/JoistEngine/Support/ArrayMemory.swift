/// The approximate memory of an array, in bytes. Decisions of the engine must not depend on the allocator, so this is
/// not the real capacity but the average for arrays that grow by doubling: half as much again as the elements take.
func arrayMemory<Element>(_ array: [Element]) -> Int { array.count * MemoryLayout<Element>.stride / 2 * 3 }
