import JoistPlan

extension ToyPlan {
  /// The values of an element that has come to a transform: a group becomes one number, whatever its order.
  static func values(of element: ToyElement) -> [ToyValue] {
    switch element {
    case .value(let value): [value]
    case .values(let key, let values):
      [folded(key: key, sum: values.reduce(0) { $0 + Int64($1.number) }, count: Int64(values.count))]
    case .combined(let key, let sum, let count): [folded(key: key, sum: sum, count: count)]
    case .impulse, .range, .repeating: []
    }
  }

  private static func folded(key: Int, sum: Int64, count: Int64) -> ToyValue {
    ToyValue(origin: 0, sequence: 0, number: Int((Int64(key) * 31 + sum * 7 + count) % 1000))
  }

  /// What a link makes of a value.
  static func apply(_ operations: [Operation], to value: ToyValue) -> [ToyValue] {
    var values = [value]
    for operation in operations {
      switch operation {
      case .add(let more): for place in values.indices { values[place].number = (values[place].number + more) % 1000 }
      case .keep(let modulus, let remainder): values = values.filter { $0.number % modulus == remainder }
      case .twice: values = values.flatMap { [$0, $0] }
      }
    }
    return values
  }

  /// What a stage writes to an edge, given the values that it made.
  func output(_ values: [(value: ToyValue, time: Int64)], to edge: Int, dice: inout Dice) -> BundleOutput {
    let link = links[edge]
    let written = values.flatMap { entry in
      Self.apply(link.operations, to: entry.value).map { (value: $0, time: entry.time) }
    }
    guard let keys = link.keys, let form = recordForm(behind: edge) else {
      return .elements(blocks(written.map { (ToyElement.value($0.value).bytes, $0.time) }, dice: &dice))
    }
    var records = ToyRecords(form, link, dice: &dice)
    return .records(records.blocks(written, keys: keys, dice: &dice))
  }

  /// Cuts elements into blocks at random.
  func blocks(_ elements: [(bytes: [UInt8], time: Int64)], dice: inout Dice) -> [ElementBlock] {
    var blocks: [ElementBlock] = []
    var next = 0
    while next < elements.count {
      let count = min(dice.number(in: 1...6), elements.count - next)
      blocks.append(.make(Array(elements[next..<next + count])))
      next += count
    }
    return blocks
  }
}
