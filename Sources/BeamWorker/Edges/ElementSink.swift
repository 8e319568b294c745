import Beam
import JoistPlan
import Rows

/// Where a stage's elements go out to one edge.
protocol Sink: AnyObject {
  /// Why something that the bundle wrote could not be encoded; asked for after `takeOutput`.
  func takeFailure() -> CoderError?
  /// What the bundle wrote and has not left yet; the sink is empty again.
  func takeOutput() -> BundleOutput
  /// Names where output goes that leaves while the bundle runs.
  func connect(_ leave: @escaping (BundleOutput) -> Void)
  /// Bytes of memory that it keeps from one bundle to the next.
  var keptMemory: Int { get }
}

extension Sink {
  /// Nothing leaves before the end.
  func connect(_ leave: @escaping (BundleOutput) -> Void) {}
}

/// Encodes elements into blocks.
final class ElementSink<Element>: BatchSink, Sink {
  private let codec: Codec<Element>
  private let scope: BundleScope
  private var writer = RawWriter(capacity: 1024)
  private var offsets = Column<Int>()
  private var times = Column<Int64>()
  private var contexts = Column<UInt32>()
  /// The bytes of what is being written, with its columns.
  private var held = 0
  private var leave: (BundleOutput) -> Void = { _ in }
  /// Bytes at which a block is closed.
  private static var blockBytes: Int { 1 << 20 }
  /// Bytes of memory that stay from one bundle to the next, for the elements and for each column.
  private static var keptBytes: Int { 64 << 10 }
  /// Bytes of an element in the columns: where it ends, its timestamp, its windows.
  private static var columnBytes: Int { 20 }

  init(codec: Codec<Element>, scope: BundleScope) {
    self.codec = codec
    self.scope = scope
  }

  deinit {
    offsets.deallocate()
    times.deallocate()
    contexts.deallocate()
  }

  func start() { forget() }

  func abort() { forget() }

  func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws {
    if offsets.count == 0 { offsets.append(0) }
    let before = writer.count
    codec.encode(values, count, &writer, offsets.extend(by: count))
    let made = writer.count - before + count * Self.columnBytes
    held += made
    scope.outputBytes += made
    let timeColumn = times.extend(by: count)
    if let source = header.times {
      timeColumn.update(from: source, count: count)
    } else {
      timeColumn.update(repeating: header.time, count: count)
    }
    let contextColumn = contexts.extend(by: count)
    if let source = header.contexts {
      contextColumn.update(from: source, count: count)
    } else {
      contextColumn.update(repeating: header.context, count: count)
    }
    if held >= Self.blockBytes, let block = takeBlock() { leave(.elements([block])) }
  }

  func takeFailure() -> CoderError? { writer.takeFailure() }

  func takeOutput() -> BundleOutput {
    defer { shrink() }
    return .elements(takeBlock().map { [$0] } ?? [])
  }

  func connect(_ leave: @escaping (BundleOutput) -> Void) { self.leave = leave }

  var keptMemory: Int { writer.capacity + offsets.memory + times.memory + contexts.memory }

  /// Makes a block of what has been written. It gets memory of its exact size; the sink's own, which has room to grow, stays for
  /// the next one.
  private func takeBlock() -> ElementBlock? {
    let count = times.count
    guard count > 0 else { return nil }
    defer { forget() }
    let isOneTime = times.isUniform
    let time = times.base[0]
    let isOneContext = contexts.isUniform
    let entries = isOneContext ? [scope.contexts[contexts.base[0]].planContext] : denseContexts()
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: writer.count)
    bytes.update(from: writer._base, count: writer.count)
    return ElementBlock(
      adopting: bytes, byteCount: writer.count, offsets: offsets.copy(), count: count,
      times: isOneTime ? nil : times.copy(), uniformTime: time, contextIndices: isOneContext ? nil : contexts.copy(),
      contexts: entries)
  }

  /// Forgets what has been written; the memory stays.
  private func forget() {
    held = 0
    writer.reset()
    offsets.removeAll()
    times.removeAll()
    contexts.removeAll()
  }

  /// Gives memory back that only a large bundle needs.
  private func shrink() {
    if writer.capacity > Self.keptBytes { writer.takeMemory(leaving: 1024).deallocate() }
    offsets.shrink(to: Self.keptBytes / 8)
    times.shrink(to: Self.keptBytes / 8)
    contexts.shrink(to: Self.keptBytes / 8)
  }

  /// The windows that occur in the block; rewrites the column from the bundle's numbers to the block's.
  private func denseContexts() -> [WindowContext] {
    var entries: [WindowContext] = []
    var numbers: [UInt32?] = Array(repeating: nil, count: scope.contexts.count)
    for i in 0..<contexts.count {
      let number = contexts.base[i]
      if let known = numbers[Int(number)] {
        contexts.base[i] = known
      } else {
        let next = UInt32(entries.count)
        entries.append(scope.contexts[number].planContext)
        numbers[Int(number)] = next
        contexts.base[i] = next
      }
    }
    return entries
  }
}
