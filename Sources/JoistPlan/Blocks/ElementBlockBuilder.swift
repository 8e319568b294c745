/// Makes an `ElementBlock`: elements are appended as bytes, each closed by `endElement`.
public final class ElementBlockBuilder {
  /// Memory for the elements; `used` of it is written.
  public private(set) var bytes: UnsafeMutablePointer<UInt8>
  /// Bytes written.
  public var used = 0
  /// Bytes there is room for.
  public private(set) var capacity: Int
  /// Where each element starts.
  public private(set) var offsets: UnsafeMutablePointer<Int>
  /// Elements closed so far.
  public private(set) var count = 0
  @usableFromInline var offsetCapacity: Int

  /// Makes an empty builder with room for so many bytes and elements.
  public init(byteCapacity: Int = 4096, elementCapacity: Int = 256) {
    capacity = max(byteCapacity, 64)
    bytes = .allocate(capacity: capacity)
    offsetCapacity = max(elementCapacity, 4) + 1
    offsets = .allocate(capacity: offsetCapacity)
    offsets[0] = 0
  }

  deinit {
    bytes.deallocate()
    offsets.deallocate()
  }

  /// Makes room for so many more bytes and gives the place to write them; then add what was written to `used`.
  public func reserve(_ more: Int) -> UnsafeMutablePointer<UInt8> {
    if capacity - used < more {
      let larger = max(capacity * 2, used + more)
      let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
      moved.update(from: bytes, count: used)
      bytes.deallocate()
      bytes = moved
      capacity = larger
    }
    return bytes + used
  }

  /// Appends bytes to the element that is being written.
  public func append(_ source: UnsafePointer<UInt8>, count: Int) {
    reserve(count).update(from: source, count: count)
    used += count
  }

  /// Appends whole elements.
  /// - Parameters:
  ///   - source: the elements, one behind the other.
  ///   - ends: where each ends, counted from `source`.
  ///   - count: how many there are.
  public func append(elements source: UnsafePointer<UInt8>, ends: UnsafePointer<Int>, count more: Int) {
    guard more > 0 else { return }
    let start = used
    append(source, count: ends[more - 1])
    reserveOffsets(more)
    for i in 0..<more { offsets[count + 1 + i] = start + ends[i] }
    count += more
  }

  /// Ends the element that is being written.
  public func endElement() {
    reserveOffsets(1)
    count += 1
    offsets[count] = used
  }

  /// Makes room for the offsets of so many more elements.
  private func reserveOffsets(_ more: Int) {
    guard count + 1 + more > offsetCapacity else { return }
    let larger = max(offsetCapacity * 2, count + 1 + more)
    let moved = UnsafeMutablePointer<Int>.allocate(capacity: larger)
    moved.update(from: offsets, count: count + 1)
    offsets.deallocate()
    offsets = moved
    offsetCapacity = larger
  }

  /// Takes the elements out as a block whose elements share one timestamp and context; the builder is empty again.
  public func takeBlock(time: Int64, context: WindowContext) -> ElementBlock {
    let block = ElementBlock(
      adopting: bytes, byteCount: used, offsets: offsets, count: count, times: nil, uniformTime: time,
      contextIndices: nil, contexts: [context])
    bytes = .allocate(capacity: 64)
    capacity = 64
    used = 0
    offsetCapacity = 5
    offsets = .allocate(capacity: 5)
    offsets[0] = 0
    count = 0
    return block
  }
}
