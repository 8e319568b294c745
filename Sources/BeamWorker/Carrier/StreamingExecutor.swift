public import Beam
public import JoistPlan

/// Runs bundles whose input arrives in pieces, and whose outputs leave while the bundle runs.
///
/// The calls for one bundle are `start`, any number of `push`, and `finish`. They may come from any thread, one at a time. If a
/// call throws, the bundle has failed, and the executor must be torn down.
public protocol StreamingExecutor: BundleExecutor {
  /// Begins a bundle.
  /// - Parameters:
  ///   - control: the limits of the bundle, and whether it should end.
  ///   - outlet: receives the outputs.
  /// - Throws: any error of the user's functions before their first element.
  func start(control: BundleControl, outlet: any BundleOutlet) throws

  /// Processes a block of elements.
  /// - Returns: how many elements have been processed, from the first one on. If fewer than all, the bundle has reached its
  ///   output limit, and the rest belongs to a later bundle.
  /// - Throws: the errors of `BundleExecutor.begin`.
  func push(_ block: ElementBlock) throws -> Int

  /// Processes a restriction.
  /// - Returns: false if the bundle has reached a limit, and the restriction belongs to a later bundle.
  /// - Throws: the errors of `BundleExecutor.begin`.
  func push(_ restriction: Restriction) throws -> Bool

  /// Processes the work of a key group.
  /// - Returns: false if the bundle has reached a limit, and the work belongs to a later bundle.
  /// - Throws: the errors of `BundleExecutor.begin`.
  func push(_ input: KeyedInput) throws -> Bool

  /// Finishes the bundle. The remaining output leaves through the outlet.
  /// - Returns: the bundle's result, without its outputs, which have left through the outlet.
  /// - Throws: the errors of `BundleExecutor.begin`.
  func finish() throws -> FinishedBundle
}

/// Receives the outputs of a bundle while it runs.
public protocol BundleOutlet: AnyObject {
  /// Takes further output of the bundle.
  /// - Parameters:
  ///   - output: what the bundle has written since the last call for the same output.
  ///   - index: the index of the output in `Stage.outputs`.
  func take(_ output: BundleOutput, of index: Int)
}

extension StreamingExecutor {
  /// Runs a bundle on the calling thread.
  public func begin(
    _ input: BundleInput, control: BundleControl,
    completion: @escaping @Sendable (Result<FinishedBundle, any Error>) -> Void
  ) {
    completion(Result { try run(input, control: control) })
  }

  /// Runs a bundle and gathers its outputs.
  /// - Throws: the errors of `start`, `push` and `finish`.
  public func run(_ input: BundleInput, control: BundleControl) throws -> FinishedBundle {
    let outputs = GatheredOutputs()
    try start(control: control, outlet: outputs)
    let undone = try push(input)
    var finished = try finish()
    finished.result.outputs = outputs.all
    finished.result.undone = undone
    return finished
  }

  /// Pushes an input until the bundle has reached a limit.
  /// - Returns: how many elements, restrictions or key groups have not been processed.
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
    case .keyed(let groups):
      for (index, group) in groups.enumerated() {
        if try !push(group) { return groups.count - index }
      }
    }
    return 0
  }
}

/// Gathers the outputs of a bundle.
public final class GatheredOutputs: BundleOutlet {
  /// The outputs so far, by index.
  public private(set) var all: [BundleOutput] = []

  /// Creates an empty outlet.
  public init() {}

  /// Appends to an output.
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
