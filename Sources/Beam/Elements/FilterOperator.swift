/// Runs a filter loop. It compacts the remaining values in the sender's buffer, and gathers their columns.
package final class FilterOperator<Element>: Receiver<Element> {
  private let step: Step
  private let loop: FilterLoop<Element>
  private let output: Receiver<Element>
  // SAFETY: `@exclusivity(unchecked)`: see `AnyReceiver`.
  @exclusivity(unchecked) private var columns = ColumnBuffers()
  private let origins = ResultOrigins(.one)

  init(step: Step, loop: @escaping FilterLoop<Element>, output: Receiver<Element>) {
    self.step = step
    self.loop = loop
    self.output = output
    super.init(of: Element.self)
  }

  deinit { columns.deallocate() }

  package override func take(_ values: UnsafeMutablePointer<Element>, _ count: Int, _ header: Header) throws {
    let outer = enter(count)
    defer { leave(to: outer) }
    var failed = -1
    let indices = header.needsNoIndices ? nil : columns.indices(for: count)
    let kept: Int
    do {
      kept = try loop(values, count, indices, &failed)
    } catch {
      let failure = step.failure(error, element: values[failed], at: failed, of: header)
      (values + failed).deinitialize(count: 1)
      throw failure
    }
    if let fault = GroupFault.take() {
      values.deinitialize(count: kept)
      throw step.failure(fault)
    }
    if kept > 0 {
      try output.take(values, kept, kept == count ? header : columns.gather(header, count: kept, origins))
    }
  }
}

/// Buffers for the columns of a filtered batch. The owner calls `deallocate` once.
struct ColumnBuffers {
  // SAFETY: the three buffers are allocated together, with room for `capacity` entries. The loop writes the index of each
  // remaining element, and every index is below the number of elements in the batch, the length of the header's columns.
  private var capacity = 0
  private var indices: UnsafeMutablePointer<Int32>?
  private var times: UnsafeMutablePointer<Int64>?
  private var contexts: UnsafeMutablePointer<UInt32>?

  /// Returns a buffer for the original index of each remaining element, with room for `count` entries.
  mutating func indices(for count: Int) -> UnsafeMutablePointer<Int32> {
    if let indices, count <= capacity { return indices }
    deallocate()
    capacity = count
    times = .allocate(capacity: count)
    contexts = .allocate(capacity: count)
    let fresh = UnsafeMutablePointer<Int32>.allocate(capacity: count)
    indices = fresh
    return fresh
  }

  /// Returns the header of the `count` remaining elements. Its columns are valid until the next batch.
  func gather(_ header: Header, count: Int, _ origins: Origins) -> Header {
    guard let indices, let times, let contexts else { return header }
    var out = header
    if header.origins != nil {
      origins.begin(header, indices: indices)
      out.origins = origins
      out.originOffset = 0
    }
    if let column = header.times {
      for i in 0..<count { times[i] = column[Int(indices[i])] }
      out.times = times
    }
    if let column = header.contexts {
      for i in 0..<count { contexts[i] = column[Int(indices[i])] }
      out.contexts = contexts
    }
    return out
  }

  mutating func deallocate() {
    indices?.deallocate()
    times?.deallocate()
    contexts?.deallocate()
    (indices, times, contexts, capacity) = (nil, nil, nil, 0)
  }
}
