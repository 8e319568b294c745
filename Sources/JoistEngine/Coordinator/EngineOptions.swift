/// The options of a coordinator. Sizes are in bytes.
public struct EngineOptions: Sendable, Hashable {
  /// The number of threads that run work.
  public var parallelism: Int
  /// The memory that blocks, tables and everything else that the engine accounts for may take together.
  public var memoryBudget: Int
  /// The bytes that may wait on one edge before new bundles of its producer are held back.
  public var edgeBound: Int
  /// The size of a grouping stage's tables above which records wait for more: larger than a processor's caches.
  public var largeTables: Int
  /// Seeds the hash tables, and in tests the order of work.
  public var seed: UInt64
  /// Whether every event is kept for `Coordinator.takeLog`.
  public var keepsLog: Bool
  /// Whether work is handed out in random order and sizes, for tests of many schedules.
  public var shuffles: Bool
  /// The most bytes of elements that one bundle is given.
  public var bundleBytes: Int
  /// The most elements that one bundle is given, unless a single block has more.
  public var bundleElements: Int
  /// The most restrictions that one bundle is given.
  public var bundleRestrictions: Int
  /// The fewest bytes of records in a grouping task, if that many wait.
  public var groupTaskBytes: Int

  /// The most bundles of one stage that may settle before new ones are held back.
  public var settlingBundles: Int
  /// The most bytes that the settling bundles of one stage may hold before new ones are held back.
  public var settlingBytes: Int

  /// Whether elements of the same set of sliding windows are combined once for all of these windows. Panes are the same
  /// either way.
  public var usesSlices: Bool

  /// Makes options, by default for one thread and 1 GiB of memory. A parallelism below 1 counts as 1.
  public init(
    parallelism: Int = 1, memoryBudget: Int = 1 << 30, edgeBound: Int = 16 << 20, largeTables: Int = 4 << 20,
    seed: UInt64 = 0, keepsLog: Bool = false, shuffles: Bool = false, bundleBytes: Int = 2 << 20,
    bundleElements: Int = 100_000, bundleRestrictions: Int = 1_000, groupTaskBytes: Int = 128 << 10,
    settlingBundles: Int = 64, settlingBytes: Int = 64 << 20, usesSlices: Bool = true
  ) {
    self.parallelism = max(parallelism, 1)
    self.memoryBudget = memoryBudget
    self.edgeBound = edgeBound
    self.largeTables = largeTables
    self.seed = seed
    self.keepsLog = keepsLog
    self.shuffles = shuffles
    self.bundleBytes = bundleBytes
    self.bundleElements = bundleElements
    self.bundleRestrictions = bundleRestrictions
    self.groupTaskBytes = groupTaskBytes
    self.settlingBundles = settlingBundles
    self.settlingBytes = settlingBytes
    self.usesSlices = usesSlices
  }
}
