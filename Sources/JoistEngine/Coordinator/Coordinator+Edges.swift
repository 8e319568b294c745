import JoistPlan

extension Coordinator {
  /// Adds blocks of elements to the input of their consumer.
  mutating func push(_ blocks: [ElementBlock], edge: Int, lane: Int) {
    let consumer = topology.plan.edges[edge].consumer.index
    let keepsOrder = topology.plan.edges[edge].keepsOrder
    for block in blocks where block.count > 0 {
      stages[topology.plan.edges[edge].producer.index].elementsOut += block.count
      switch stages[consumer].part {
      case .elements(let queue):
        let pending = PendingBlock(block: block, edge: edge)
        enter(pending.piece, at: consumer)
        elementQueues[queue].push(pending, lane: keepsOrder ? lane : nil)
      case .restrictions(let pool):
        for index in 0..<block.count {
          let single = block.copy(of: index)
          let pending = PendingRestriction(
            restriction: Restriction(block: single, watermark: EventTime.min, lane: newLane()), edge: edge,
            isBounded: topology.plan.stages[consumer].isBounded, hasBacklog: true)
          stages[consumer].source.add(single)
          enter(pending.piece, at: consumer)
          restrictionPools[pool].push(pending)
        }
      case .impulse, .testStream, .grouping, .stateful:
        preconditionFailure("edge \(edge) carries elements, but its consumer takes none; this is a bug in the planner")
      }
    }
  }

  /// Adds blocks of records to the input of their consumer.
  mutating func push(_ blocks: [RecordBlock], edge: Int) {
    let consumer = topology.plan.edges[edge].consumer.index
    for block in blocks where block.count > 0 {
      stages[topology.plan.edges[edge].producer.index].elementsOut += block.elementCount
      let pending = PendingRecords(block: block, edge: edge)
      enter(pending.piece, at: consumer)
      switch stages[consumer].part {
      case .grouping(let grouping): groupings[grouping].groups.push(pending)
      case .stateful(let stateful): statefuls[stateful].groups.push(pending)
      case .impulse, .testStream, .elements, .restrictions:
        preconditionFailure("edge \(edge) carries records, but its consumer takes none; this is a bug in the planner")
      }
    }
  }

  /// Enters what a commit has produced, which holds the watermark from this moment.
  private mutating func enter(_ piece: Books.Piece, at stage: Int) {
    books.enter(piece, at: stage)
    books.hold(piece, at: stage)
  }
}

extension ElementBlock {
  /// The element at an index as a block of its own.
  func copy(of index: Int) -> ElementBlock {
    if count == 1 { return self }
    let element = self[index]
    let builder = ElementBlockBuilder(byteCapacity: element.count, elementCapacity: 1)
    if let start = element.baseAddress {
      // SAFETY: the block's memory was allocated as `UInt8`, and `self` keeps it alive during the copy.
      builder.append(start.assumingMemoryBound(to: UInt8.self), count: element.count)
    }
    builder.endElement()
    return builder.takeBlock(time: time(index), context: context(index))
  }
}
