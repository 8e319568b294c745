import Beam
import JoistPlan
import Rows

/// The places of the elements of a block: of a group its key, window and pane; of what came through another cut the element.
final class BlockPlaces {
  /// What a batch of the block has in its header.
  private(set) lazy var places = FoundPlaces { [unowned self] in self.place(of: $0) }
  private let wordKey: ((UnsafeRawBufferPointer) -> String)?
  private var block: ElementBlock?

  /// - Parameter wordKey: words the key at the front of an encoded element; nil where no grouping makes the elements.
  init(wordKey: ((UnsafeRawBufferPointer) -> String)?) { self.wordKey = wordKey }

  /// Knows the places of a block's elements while the body runs.
  func during<Answer>(_ block: ElementBlock, _ body: () throws -> Answer) rethrows -> Answer {
    self.block = block
    defer { self.block = nil }
    return try body()
  }

  private func place(of index: Int) -> String? {
    guard let block else { return nil }
    let context = block.context(index).entry
    if let wordKey { return PlaceText.group(wordKey(block[index]), in: context) }
    return PlaceText.content(block[index], time: Timestamp(milliseconds: block.time(index)), in: context)
  }
}
