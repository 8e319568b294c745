import Beam
import JoistPlan
import Rows

/// Combines pairs before the shuffle, as long as that makes fewer of them, and writes the result to a keyed edge.
final class CombiningSink<Key: StreamKey, Function: CombineFn>: BatchTaker, Sink {
  typealias Element = KV<Key, Function.Input>
  private typealias Table = PartialTable<Key, Function.Accumulator>
  private let loops: CombineLoops<Key, Function>
  private let step: Step
  private let scope: BundleScope
  private var windows: [IntervalWindow] = []
  private var tables: [UnsafeMutablePointer<Table>] = []
  private var spare: [UnsafeMutablePointer<Table>] = []
  private var last = 0
  private var writers = WindowedWriters()
  /// Whether the first records have shown that combining here gains nothing.
  private var isDirect = false
  private var looked = 0
  /// Records after which that is decided, and the share of keys among them above which it is not worth it.
  private static var sample: Int { 10_000 }
  private static var worthwhile: Double { 0.8 }

  init(loops: CombineLoops<Key, Function>, step: Step, scope: BundleScope) {
    self.loops = loops
    self.step = step
    self.scope = scope
  }

  deinit {
    for table in tables + spare {
      table.pointee.deallocate()
      table.deallocate()
    }
    writers.deallocate()
  }

  func start() {
    abort()
  }

  func abort() {
    for table in tables {
      table.pointee.deallocate()
      table.pointee = Table()
      spare.append(table)
    }
    tables = []
    windows = []
    last = 0
    writers.removeAll()
  }

  func take(
    _ values: UnsafeMutablePointer<KV<Key, Function.Input>>, _ count: Int, _ header: Header
  ) throws {
    var done = 0
    do {
      try WindowRuns.forEach(count, header, scope) { start, run, windows, minTime in
        if windows.isEmpty { (values + start).deinitialize(count: run) }
        for (number, window) in windows.enumerated() {
          try add(values + start, run, to: window, minTime, isLast: number == windows.count - 1, header, start)
        }
        done = start + run
      }
    } catch {
      // `add` has left none of its run alive.
      let rest = min(count, done + lastRun)
      (values + rest).deinitialize(count: count - rest)
      throw error
    }
  }

  /// Length of the run that is being added, for cleaning up behind a throw.
  private var lastRun = 0

  private func add(
    _ pairs: UnsafeMutablePointer<KV<Key, Function.Input>>, _ count: Int, to window: IntervalWindow, _ minTime: Int64,
    isLast: Bool, _ header: Header, _ offset: Int
  ) throws {
    lastRun = count
    if isDirect {
      let place = writers.writers(of: window)
      writers.note(time: minTime, at: place)
      return loops.direct.write(pairs, count, writers[place], isLast)
    }
    let table = table(of: window)
    if minTime < table.pointee.minTime { table.pointee.minTime = minTime }
    var failed = -1
    do {
      try loops.combine(pairs, count, table, isLast, &failed)
    } catch {
      let failure = step.failure(error, element: pairs[failed], time: header.time(at: offset + failed))
      // A run that was not to be consumed is whole, a consumed one has the failed pair alone.
      if isLast {
        (pairs + failed).deinitialize(count: 1)
      } else {
        pairs.deinitialize(count: count)
      }
      throw failure
    }
    look(table)
  }

  /// Decides, once, whether combining here is worth it.
  private func look(_ table: UnsafeMutablePointer<Table>) {
    guard looked == 0, table.pointee.added >= Self.sample else { return }
    looked = table.pointee.added
    guard Double(table.pointee.count) > Self.worthwhile * Double(table.pointee.added) else { return }
    flushTables()
    isDirect = true
  }

  private func table(of window: IntervalWindow) -> UnsafeMutablePointer<Table> {
    if last < windows.count, windows[last] == window { return tables[last] }
    if let known = windows.firstIndex(of: window) {
      last = known
      return tables[known]
    }
    let table: UnsafeMutablePointer<Table>
    if let kept = spare.popLast() {
      table = kept
    } else {
      table = .allocate(capacity: 1)
      table.initialize(to: Table())
    }
    windows.append(window)
    tables.append(table)
    last = tables.count - 1
    return table
  }

  private var partials: [RecordBlock] = []

  /// Turns the tables into blocks of partial accumulators.
  private func flushTables() {
    guard !tables.isEmpty else { return }
    for (window, table) in zip(windows, tables) {
      let place = writers.writers(of: window)
      writers.note(time: table.pointee.minTime, at: place)
      loops.flush(table, writers[place])
      table.pointee.minTime = Int64.max
      spare.append(table)
    }
    windows.removeAll(keepingCapacity: true)
    tables.removeAll(keepingCapacity: true)
    last = 0
    partials += writers.takeBlocks(.partials)
  }

  var outputBytes: Int {
    writers.byteCount * 2 + tables.reduce(0) { $0 + $1.pointee.memory * 2 }
  }

  func takeFailure() -> CoderError? { writers.takeFailure() }

  func takeOutput() -> BundleOutput {
    flushTables()
    let blocks = partials + writers.takeBlocks(.inputs)
    partials = []
    return .records(blocks)
  }
}
