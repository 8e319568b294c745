/// Runs a map loop.
package final class MapOperator<Input, Output>: Receiver<Input> {
  private let step: Step
  private let loop: MapLoop<Input, Output>
  private let output: Receiver<Output>
  /// The buffer for results; nil if they have the type of the input, and replace it in its buffer.
  // SAFETY: allocated here with `capacity` entries, and freed in `deinit`. The loop initialises the results of a part, or none
  // if it throws, and downstream owns them from then on.
  private let results: UnsafeMutablePointer<Output>?
  private let capacity: Int

  init(step: Step, loop: @escaping MapLoop<Input, Output>, output: Receiver<Output>) {
    self.step = step
    self.loop = loop
    self.output = output
    capacity = BatchCapacity.of(Output.self)
    results = Input.self == Output.self ? nil : .allocate(capacity: capacity)
    super.init(of: Input.self)
  }

  deinit { results?.deallocate() }

  package override func take(_ values: UnsafeMutablePointer<Input>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    var start = 0
    while start < count {
      let part = min(capacity, count - start)
      // SAFETY: `results` is nil only if `Input` and `Output` are the same type, so the memory is bound to `Output` already.
      let results = results ?? UnsafeMutableRawPointer(values + start).assumingMemoryBound(to: Output.self)
      var failed = -1
      do {
        try loop(values + start, part, results, &failed)
      } catch {
        let index = start + failed
        let failure = step.failure(error, element: values[index], at: index, of: header)
        (values + index).deinitialize(count: 1)
        (values + start + part).deinitialize(count: count - start - part)
        throw failure
      }
      if let fault = GroupFault.take() {
        results.deinitialize(count: part)
        (values + start + part).deinitialize(count: count - start - part)
        throw step.failure(fault)
      }
      do {
        try output.take(results, part, header.slice(from: start))
      } catch {
        (values + start + part).deinitialize(count: count - start - part)
        throw error
      }
      start += part
    }
  }
}
