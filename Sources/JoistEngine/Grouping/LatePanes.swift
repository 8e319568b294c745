import JoistPlan

/// What a window keeps after its on-time pane, so that late panes get the right index: how often each key has fired, and
/// which keys wait to fire again.
///
/// Made when the first late record comes; until then index 0 is implied for every key.
struct LatePanes {
  /// How many panes each key has had, by slot of the window's table; keys behind its end have had none.
  private var firings: [UInt32]
  /// The slots that got something since the last late pane, in the order in which they got it.
  private(set) var touched: [UInt32] = []
  private var isTouched: [Bool]

  /// Starts with so many keys that have had the on-time pane and no other.
  init(onTimeKeys count: Int) {
    firings = Array(repeating: 1, count: count)
    isTouched = Array(repeating: false, count: count)
  }

  /// The memory it takes, in bytes.
  var memory: Int { firings.capacity * 4 + isTouched.capacity + touched.capacity * 4 }

  /// Notes that a slot got a late record.
  mutating func touch(_ slot: UInt32) {
    let place = Int(slot)
    while firings.count <= place {
      firings.append(0)
      isTouched.append(false)
    }
    if !isTouched[place] {
      isTouched[place] = true
      touched.append(slot)
    }
  }

  /// The touched slots by the index of the pane they are about to get, ascending; they are touched no more.
  mutating func takeByIndex() -> [(index: Int64, slots: [UInt32])] {
    let waiting = touched.sorted { (firings[Int($0)], $0) < (firings[Int($1)], $1) }
    touched = []
    var parts: [(index: Int64, slots: [UInt32])] = []
    for slot in waiting {
      let index = Int64(firings[Int(slot)])
      firings[Int(slot)] += 1
      isTouched[Int(slot)] = false
      if parts.last?.index == index {
        parts[parts.count - 1].slots.append(slot)
      } else {
        parts.append((index, [slot]))
      }
    }
    return parts
  }
}
