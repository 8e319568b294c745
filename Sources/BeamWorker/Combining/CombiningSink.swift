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
  private var tables: PartialTables<Key, Function>
  private var writers = WindowedWriters()
  /// What the tables had made before pairs were written directly.
  private var partials: [RecordBlock] = []
  /// Pairs that are still to be written directly, since the last look showed that combining here gains nothing.
  private var direct = 0
  /// Pairs until it is decided whether combining gains anything.
  private var untilLook = sample
  /// The bytes of the tables and of what came out of them, as last counted in.
  private var counted = 0
  /// The bytes of `partials`.
  private var partialBytes = 0
  /// The windows of the last batch, if all of it had the same one, and their table: most batches are like the one before. Plain
  /// values: a generic tuple costs this class, which is not specialised, a look for its metadata with every batch.
  private var usualContext: UInt32 = 0
  private var usualWindow = IntervalWindow.global
  private var usualTable: UnsafeMutablePointer<Table>?
  /// The memory that it takes, in bytes.
  private var usualMemory = 0

  /// Pairs that a look at the gain takes.
  private static var sample: Int { 10_000 }
  /// The share of keys among them above which combining is not worth it.
  private static var worthwhile: Double { 0.8 }
  /// Pairs after which it is looked at anew.
  private static var untilNextLook: Int { 2_000_000 }

  init(loops: CombineLoops<Key, Function>, step: Step, scope: BundleScope) {
    self.loops = loops
    self.step = step
    self.scope = scope
    tables = PartialTables(loops)
  }

  deinit {
    tables.deallocate()
    writers.deallocate()
  }

  func start() { abort() }

  func abort() {
    tables.removeAll()
    writers.removeAll()
    partials = []
    partialBytes = 0
    counted = 0
    usualTable = nil
  }

  func take(
    _ values: UnsafeMutablePointer<KV<Key, Function.Input>>, _ count: Int, _ header: Header
  ) throws {
    if let table = usualTable, header.contexts == nil, header.context == usualContext, untilLook > 0 {
      let minTime = WindowRuns.minTime(of: header, 0..<count)
      let memory = try combine(values, count, into: table, of: usualWindow, minTime, isLast: true, header, 0)
      if memory == usualMemory { return }
      usualMemory = memory
    } else {
      try takeRuns(values, count, header)
    }
    countBytes()
  }

  /// Takes a batch of any windows.
  private func takeRuns(
    _ values: UnsafeMutablePointer<KV<Key, Function.Input>>, _ count: Int, _ header: Header
  ) throws {
    usualTable = nil
    var alive = 0
    do {
      try WindowRuns.forEach(count, header, scope) { start, run, windows, minTime in
        alive = start + run
        if windows.isEmpty { (values + start).deinitialize(count: run) }
        for (number, window) in windows.enumerated() {
          try add(values + start, run, to: window, minTime, isLast: number == windows.count - 1, header, start)
        }
        // The table kept from the run before may have been flushed, and may serve another window now.
        usualTable = nil
        if windows.count == 1, direct == 0 {
          usualContext = header.context(at: start)
          usualWindow = windows[0]
          let table = tables.table(of: windows[0])
          usualTable = table
          usualMemory = table.pointee.memory
        }
      }
    } catch {
      // `add` has left none of its run alive.
      (values + alive).deinitialize(count: count - alive)
      throw error
    }
  }

  private func add(
    _ pairs: UnsafeMutablePointer<KV<Key, Function.Input>>, _ count: Int, to window: IntervalWindow, _ minTime: Int64,
    isLast: Bool, _ header: Header, _ offset: Int
  ) throws {
    if direct > 0 {
      direct -= count
      let place = writers.writers(of: window)
      writers.note(count, time: minTime, at: place)
      return loops.direct.write(pairs, count, writers[place], isLast)
    }
    let table = tables.table(of: window)
    _ = try combine(pairs, count, into: table, of: window, minTime, isLast: isLast, header, offset)
    if untilLook <= 0 { look() }
  }

  /// Adds pairs to a window's table, which is flushed as often as it is full.
  /// - Returns: the memory that the table takes then, in bytes.
  private func combine(
    _ pairs: UnsafeMutablePointer<KV<Key, Function.Input>>, _ count: Int, into table: UnsafeMutablePointer<Table>,
    of window: IntervalWindow, _ minTime: Int64, isLast: Bool, _ header: Header, _ offset: Int
  ) throws -> Int {
    untilLook -= count
    var notes = CombineNotes()
    let done: Int
    do {
      done = try loops.combine(pairs, count, table, minTime, isLast, &notes)
    } catch {
      throw failure(error, at: notes.failed, of: pairs, count, isLast, header, offset)
    }
    if done < count {
      try combineRest(pairs, done, count, into: table, of: window, minTime, isLast, header, offset, &notes)
    }
    if isLast, let fault = GroupFault.take() { throw step.failure(fault) }
    return notes.memory
  }

  /// Goes on where the table was full. Apart, as what follows a throw is: code that is not specialised looks for the size of a
  /// pair wherever it steps over one.
  @inline(never)
  private func combineRest(
    _ pairs: UnsafeMutablePointer<KV<Key, Function.Input>>, _ first: Int, _ count: Int,
    into table: UnsafeMutablePointer<Table>, of window: IntervalWindow, _ minTime: Int64, _ isLast: Bool,
    _ header: Header, _ offset: Int, _ notes: inout CombineNotes
  ) throws {
    var done = first
    while done < count {
      tables.flush(window, table)
      do {
        done += try loops.combine(pairs + done, count - done, table, minTime, isLast, &notes)
      } catch {
        throw failure(error, at: done + notes.failed, of: pairs, count, isLast, header, offset)
      }
    }
  }

  /// What a pair's failure is to the step; destroys the pairs that are left.
  @inline(never)
  private func failure(
    _ error: any Error, at place: Int, of pairs: UnsafeMutablePointer<KV<Key, Function.Input>>, _ count: Int,
    _ isLast: Bool, _ header: Header, _ offset: Int
  ) -> any Error {
    let failure = step.failure(error, element: pairs[place], at: offset + place, of: header)
    // A run that was not to be consumed is whole, a consumed one has the failed pair alone.
    if isLast {
      (pairs + place).deinitialize(count: 1)
    } else {
      pairs.deinitialize(count: count)
    }
    return failure
  }

  /// Decides whether combining here is worth it.
  private func look() {
    untilLook = Self.sample
    let seen = tables.seen
    if Double(seen.keys) > Self.worthwhile * Double(seen.added) {
      partialBytes += tables.outputBytes
      partials += tables.takeBlocks()
      direct = Self.untilNextLook
      usualTable = nil
    }
    tables.restartCounting()
  }

  /// Counts in what has been written, twice, since tables and blocks are to stay in the cache.
  private func countBytes() {
    let bytes = tables.outputBytes + partialBytes
    scope.outputBytes += (writers.countBytes() + bytes - counted) * 2
    counted = bytes
  }

  func takeFailure() -> CoderError? {
    let failure = writers.takeFailure()
    return tables.takeFailure() ?? failure
  }

  var keptMemory: Int { tables.keptMemory + writers.keptMemory }

  func takeOutput() -> BundleOutput {
    let blocks = partials + tables.takeBlocks() + writers.takeBlocks(.inputs)
    partials = []
    usualTable = nil
    return .records(blocks)
  }
}
