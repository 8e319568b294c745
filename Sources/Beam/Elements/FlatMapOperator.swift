/// Runs a loop that emits any number of results for each element.
package final class FlatMapOperator<Input, Output>: Receiver<Input> {
  private let step: Step
  private let loop: FlatMapLoop<Input, Output>
  private let outlet: Outlet<Output>

  init(step: Step, loop: @escaping FlatMapLoop<Input, Output>, output: Receiver<Output>, scope: BundleScope? = nil) {
    self.step = step
    self.loop = loop
    outlet = Outlet(to: output)
    outlet.step = step
    outlet.scope = scope
    super.init(of: Input.self)
  }

  package override func start() throws {
    try super.start()
    outlet.start()
  }

  package override func abort() { outlet.abort() }

  package override func take(_ values: UnsafeMutablePointer<Input>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    outlet.begin(header)
    var failed = -1
    do {
      try loop(values, count, outlet.emitter, &failed)
    } catch {
      defer { outlet.abort() }
      guard failed >= 0 else { throw error }
      let failure = step.failure(error, element: values[failed], at: failed, of: header)
      (values + failed).deinitialize(count: 1)
      throw failure
    }
    try outlet.end()
  }
}
