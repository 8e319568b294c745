// SAFETY: every stored property is a `let`, and nothing writes to the memory of the columns after `init`. The block owns
// that memory, or keeps the block alive that does (`owner`), and `deinit` frees it once.

/// Encoded elements on their way from one stage to another, with their timestamps and windows as columns.
///
/// A block is immutable once it is made. It owns its memory, or shares that of the block from which it was split, and
/// frees it with its last reference.
public final class ElementBlock: @unchecked Sendable {
  /// The elements one after another, each in Beam's nested encoding.
  public let bytes: UnsafeMutablePointer<UInt8>
  /// The number of bytes in `bytes`.
  public let byteCount: Int
  /// The offset in `bytes` at which each element starts, and after the last one the offset at which it ends: `count +
  /// 1` entries.
  public let offsets: UnsafeMutablePointer<Int>
  /// The number of elements.
  public let count: Int
  /// The timestamp of each element, in milliseconds; nil if all have `uniformTime`.
  public let times: UnsafeMutablePointer<Int64>?
  /// The timestamp of all elements if `times` is nil.
  public let uniformTime: Int64
  /// The smallest timestamp in the block.
  public let minTime: Int64
  /// The bound that this block puts on the watermark of its reader, in milliseconds: its smallest timestamp, or the end
  /// of one of its windows if that is earlier. Without the window's end, a step that moves timestamps later would make
  /// its elements late.
  public let hold: Int64
  /// The index in `contexts` of each element's context; nil if all have the first one.
  public let contextIndices: UnsafeMutablePointer<UInt32>?
  /// The windows and panes of the elements, each combination once.
  public let contexts: [WindowContext]
  /// The block that owns the memory; nil if this one does.
  private let owner: ElementBlock?
  /// The memory of the block, in bytes.
  public let memory: Int

  /// Makes a block of memory that was allocated with `allocate`. The block owns the pointers from here on.
  public init(
    adopting bytes: UnsafeMutablePointer<UInt8>, byteCount: Int, offsets: UnsafeMutablePointer<Int>, count: Int,
    times: UnsafeMutablePointer<Int64>?, uniformTime: Int64, contextIndices: UnsafeMutablePointer<UInt32>?,
    contexts: [WindowContext]
  ) {
    owner = nil
    memory =
      byteCount + (count + 1) * 8 + (times == nil ? 0 : count * 8) + (contextIndices == nil ? 0 : count * 4)
      + WindowContext.memory(of: contexts) + Self.headBytes
    self.bytes = bytes
    self.byteCount = byteCount
    self.offsets = offsets
    self.count = count
    self.times = times
    self.uniformTime = uniformTime
    self.contextIndices = contextIndices
    self.contexts = contexts
    minTime = times.map { Self.smallest($0, count) } ?? uniformTime
    hold = contexts.reduce(minTime) { min($0, $1.firstEnd) }
  }

  /// Makes a block of a range of another block's elements, in the same memory.
  private init(_ range: Range<Int>, of other: ElementBlock, memory: Int) {
    owner = other.owner ?? other
    self.memory = memory
    bytes = other.bytes
    byteCount = other.offsets[range.upperBound]
    offsets = other.offsets + range.lowerBound
    count = range.count
    times = other.times.map { $0 + range.lowerBound }
    uniformTime = other.uniformTime
    contextIndices = other.contextIndices.map { $0 + range.lowerBound }
    contexts = other.contexts
    minTime = times.map { Self.smallest($0, range.count) } ?? uniformTime
    var earliest = minTime
    for index in 0..<count { earliest = min(earliest, contexts[contextIndices.map { Int($0[index]) } ?? 0].firstEnd) }
    hold = earliest
  }

  /// Splits the block without copying. `rest` accounts for the memory, since `first` is usually processed sooner.
  public func split(at count: Int) -> (first: ElementBlock, rest: ElementBlock) {
    (
      ElementBlock(0..<count, of: self, memory: Self.headBytes),
      ElementBlock(count..<self.count, of: self, memory: memory)
    )
  }

  private static func smallest(_ times: UnsafeMutablePointer<Int64>, _ count: Int) -> Int64 {
    var smallest = EventTime.max
    for i in 0..<count where times[i] < smallest { smallest = times[i] }
    return smallest
  }

  /// The memory of a block besides its elements and columns, in bytes.
  private static var headBytes: Int { 160 }

  deinit {
    if owner != nil { return }
    bytes.deallocate()
    offsets.deallocate()
    times?.deallocate()
    contextIndices?.deallocate()
  }

  /// The encoded element at an index.
  @inlinable public subscript(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes + offsets[index], count: offsets[index + 1] - offsets[index])
  }

  /// The timestamp of the element at an index, in milliseconds.
  @inlinable public func time(_ index: Int) -> Int64 { times.map { $0[index] } ?? uniformTime }

  /// The windows and pane of the element at an index.
  @inlinable public func context(_ index: Int) -> WindowContext { contexts[contextIndices.map { Int($0[index]) } ?? 0] }
}
