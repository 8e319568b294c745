public import Beam
public import JoistPlan

/// Runs a bundle piece by piece: input is pushed as it arrives, and outputs leave while the bundle runs.
///
/// The calls of one bundle are `start`, any number of `push`, `finish`. They may come from any thread, one at a time. Where a
/// call throws, the bundle has failed, and the executor must be torn down.
public protocol StreamingExecutor: BundleExecutor {
  /// Begins a bundle.
  /// - Parameter outlet: where the outputs go.
  /// - Throws: what a function throws before its first element.
  func start(control: BundleControl, outlet: any BundleOutlet) throws

  /// Works on a block of elements.
  /// - Returns: how many of them are done, from the first. Fewer than all: the bundle has made enough output and takes no more,
  ///   so that the rest belongs to a later bundle.
  /// - Throws: the errors that `BundleExecutor.begin` names.
  func push(_ block: ElementBlock) throws -> Int

  /// Works on a restriction.
  /// - Returns: false where the bundle has made enough output and takes no more: the restriction belongs to a later bundle.
  /// - Throws: as `push`.
  func push(_ restriction: Restriction) throws -> Bool

  /// Ends the bundle: what its functions held back leaves through the outlet.
  /// - Returns: the bundle without its outputs, which have left.
  /// - Throws: as `push`.
  func finish() throws -> FinishedBundle
}

/// Where the outputs of a bundle go while it runs.
public protocol BundleOutlet: AnyObject {
  /// Takes what the bundle wrote to one of the stage's outputs, after what it wrote there before.
  /// - Parameter index: which output, in the order of `Stage.outputs`.
  func take(_ output: BundleOutput, of index: Int)
}

extension StreamingExecutor {
  /// Runs a bundle on the calling thread, to its end.
  public func begin(
    _ input: BundleInput, control: BundleControl,
    completion: @escaping @Sendable (Result<FinishedBundle, any Error>) -> Void
  ) {
    completion(Result { try run(input, control: control) })
  }

  /// Runs a bundle from start to end.
  /// - Throws: what `start`, `push` and `finish` throw.
  public func run(_ input: BundleInput, control: BundleControl) throws -> FinishedBundle {
    let outputs = GatheredOutputs()
    try start(control: control, outlet: outputs)
    let undone = try push(input)
    var finished = try finish()
    finished.result.outputs = outputs.all
    finished.result.undone = undone
    return finished
  }

  /// Pushes all of an input, until the bundle takes no more.
  /// - Returns: how many of its elements are not done.
  private func push(_ input: BundleInput) throws -> Int {
    switch input {
    case .elements(let blocks):
      for (index, block) in blocks.enumerated() {
        let done = try push(block)
        if done < block.count { return blocks[index...].reduce(-done) { $0 + $1.count } }
      }
    case .restrictions(let restrictions):
      for (index, restriction) in restrictions.enumerated() {
        if try !push(restriction) { return restrictions.count - index }
      }
    }
    return 0
  }
}

/// Keeps the outputs of a bundle until it ends.
public final class GatheredOutputs: BundleOutlet {
  /// What has been written, by output.
  public private(set) var all: [BundleOutput] = []

  /// Makes an outlet that holds nothing.
  public init() {}

  /// Keeps an output after those before it.
  public func take(_ output: BundleOutput, of index: Int) {
    while all.count <= index { all.append(.elements([])) }
    switch (all[index], output) {
    case (.elements(var blocks), .elements(let more)) where !blocks.isEmpty:
      all[index] = .elements([])
      blocks += more
      all[index] = .elements(blocks)
    case (.records(var blocks), .records(let more)):
      all[index] = .elements([])
      blocks += more
      all[index] = .records(blocks)
    default: all[index] = output
    }
  }
}
