/// The work of one key group in a bundle of a stateful step. Records come before timers.
public struct KeyedInput: Sendable {
  /// The number of the key group.
  public var keyGroup: Int
  /// The records, in order, each with its timestamp and context.
  public var records: [RecordBlock]
  /// The timers that are due, at most 65,536. The keys of expired windows come last. The worker fires the timers of one key
  /// and window in order: by domain, then by time, family and tag.
  public var timers: [DueTimer]
  /// The state of the key group's keys.
  public var state: any StateStore

  /// Makes the work of a key group.
  public init(keyGroup: Int, records: [RecordBlock], timers: [DueTimer], state: any StateStore) {
    self.keyGroup = keyGroup
    self.records = records
    self.timers = timers
    self.state = state
  }

  /// The number of elements and timers.
  public var count: Int { records.reduce(timers.count) { $0 + $1.elementCount } }
}
