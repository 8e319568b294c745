import Beam
import JoistPlan
import Rows

/// The origins of a block's elements: key, window and pane after a grouping, and the element's content after any other cut.
final class BlockOrigins {
  /// The origins for the headers of the block's batches.
  private(set) lazy var origins = FoundOrigins { [unowned self] in self.origin(of: $0) }
  private let describeKey: ((UnsafeRawBufferPointer) -> String)?
  /// The block that is being pushed; nil otherwise.
  private var block: ElementBlock?

  /// - Parameter describeKey: formats the key at the front of an encoded element; nil if the elements are not a grouping's
  ///   output.
  init(describeKey: ((UnsafeRawBufferPointer) -> String)?) { self.describeKey = describeKey }

  /// Runs `body` and provides the origins of a block's elements meanwhile.
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
