/// The state of a trigger for one key and window: which of its nodes have finished, and their counts and times.
struct TriggerState: Sendable, Equatable {
  /// Stands for no time.
  static let noTime = Int64.max

  private var finished: UInt64 = 0
  private var first: Int64 = 0
  private var second: Int64 = 0
  /// Further cells; few triggers have any.
  private var others: [Int64]

  init(cells: Int) { others = cells > 2 ? Array(repeating: 0, count: cells - 2) : [] }

  /// Whether a node has finished.
  func isFinished(_ node: Int) -> Bool { finished & (1 << UInt64(node)) != 0 }

  /// Notes that a node has finished.
  mutating func finish(_ node: Int) { finished |= 1 << UInt64(node) }

  /// Lets a node go on.
  mutating func unfinish(_ node: Int) { finished &= ~(1 << UInt64(node)) }

  /// The count or time in a cell.
  subscript(cell: Int) -> Int64 {
    get {
      switch cell {
      case 0: first
      case 1: second
      default: others[cell - 2]
      }
    }
    set {
      switch cell {
      case 0: first = newValue
      case 1: second = newValue
      default: others[cell - 2] = newValue
      }
    }
  }
}
