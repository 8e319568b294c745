import Beam
import JoistPlan
import Rows

/// The places of the elements of a block: of a group its key, window and pane; of what came through another cut the element.
final class BlockOrigins {
  /// What a batch of the block has in its header.
  private(set) lazy var origins = FoundOrigins { [unowned self] in self.origin(of: $0) }
  private let describeKey: ((UnsafeRawBufferPointer) -> String)?
  private var block: ElementBlock?

  /// - Parameter describeKey: words the key at the front of an encoded element; nil where no grouping makes the elements.
  init(describeKey: ((UnsafeRawBufferPointer) -> String)?) { self.describeKey = describeKey }

  /// Knows the places of a block's elements while the body runs.
  func during<Answer>(_ block: ElementBlock, _ body: () throws -> Answer) rethrows -> Answer {
    self.block = block
    defer { self.block = nil }
    return try body()
  }

  private func origin(of index: Int) -> String? {
    guard let block else { return nil }
    let context = block.context(index).entry
    if let describeKey { return OriginText.group(describeKey(block[index]), in: context) }
    return OriginText.content(block[index], time: Timestamp(milliseconds: block.time(index)), in: context)
  }
}
