// Sendable: every stored property is a `let`, and the memory behind the pointers is not written after `init`.

/// Encoded elements on their way from one stage to another, with their timestamps and windows as columns.
///
/// Written once by its maker, then shared and never changed. Memory is the block's own and goes when the block goes.
public final class ElementBlock: @unchecked Sendable {
  /// The elements, one after the other, each in Beam's nested encoding.
  public let bytes: UnsafeMutablePointer<UInt8>
  /// Where the last element ends in `bytes`.
  public let byteCount: Int
  /// Where each element starts, and after the last one where it ends: `count + 1` entries.
  public let offsets: UnsafeMutablePointer<Int>
  /// How many elements there are.
  public let count: Int
  /// The timestamp of each element in milliseconds, or nil where `uniformTime` is that of all.
  public let times: UnsafeMutablePointer<Int64>?
  /// The timestamp of all elements where `times` is nil.
  public let uniformTime: Int64
  /// The smallest timestamp in the block.
  public let minTime: Int64
  /// Where the watermark of the block's reader waits for it, in milliseconds: at the smallest timestamp, or at the end of
  /// a window if that is earlier. Otherwise a step that moves timestamps later would make its elements late.
  public let hold: Int64
  /// For each element its place in `contexts`, or nil where all have the first.
  public let contextIndices: UnsafeMutablePointer<UInt32>?
  /// The windows and panes that occur in this block.
  public let contexts: [WindowContext]
  /// The block whose memory this one reads; nil: it has its own.
  private let owner: ElementBlock?
  /// The memory it takes, in bytes.
  public let memory: Int

  /// Takes over memory that was made with `allocate`; the pointers belong to the block from here on.
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

  /// Some elements of another block.
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

  /// Cuts the block into its first elements and the rest, without a copy. The memory counts as the rest's, which keeps it alive
  /// when the first are done.
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

  /// Bytes of a block beside its elements and columns.
  private static var headBytes: Int { 160 }

  deinit {
    if owner != nil { return }
    bytes.deallocate()
    offsets.deallocate()
    times?.deallocate()
    contextIndices?.deallocate()
  }

  /// The encoded element at a place.
  @inlinable public subscript(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes + offsets[index], count: offsets[index + 1] - offsets[index])
  }

  /// The timestamp of the element at a place, in milliseconds.
  @inlinable public func time(_ index: Int) -> Int64 { times.map { $0[index] } ?? uniformTime }

  /// The windows and pane of the element at a place.
  @inlinable public func context(_ index: Int) -> WindowContext { contexts[contextIndices.map { Int($0[index]) } ?? 0] }
}
