public import Rows

/// A bag of elements for each key and window, which a ``StatefulDoFn`` declares as a property. Appending does not read what is
/// there.
///
/// ```swift
/// struct CollectRequests: StatefulDoFn {
///   @BagState<String> var requests
///   func process(_ visit: KV<String, Visit>, in context: Context<[String]>) throws {
///     requests.append(visit.value.httpRequest)
///     if visit.value.isSuspicious { context.emit(try requests.read()) }
///   }
/// }
/// ```
/// The order of the elements is that in which they were appended, though Beam does not promise this on other runners.
@propertyWrapper
public struct BagState<Element: Streamable> {
  let cell: BagCell<Element>

  /// Creates a state that is empty for each key.
  public init() { cell = BagCell() }

  /// The bag itself.
  public var wrappedValue: BagState<Element> { self }

  /// Adds an element to the bag of the current key and window.
  public func append(_ element: Element) { cell.append(element) }

  /// Adds elements to the bag of the current key and window.
  public func append(contentsOf elements: some Sequence<Element>) { for element in elements { append(element) } }

  /// Returns the elements of the current key and window. It holds all of them in memory; ``forEach(_:)`` does not.
  /// - Throws: `StateFailure` if the state cannot be read or decoded.
  public func read() throws -> [Element] {
    var all: [Element] = []
    try forEach { all.append($0) }
    return all
  }

  /// Calls a function with each element of the current key and window.
  /// - Throws: `StateFailure` if the state cannot be read or decoded, and errors of the function.
  public func forEach(_ body: (Element) throws -> Void) throws {
    try StateCoding.forEach(try cell.pieces(), body)
  }

  /// Whether the bag of the current key and window is empty.
  /// - Throws: `StateFailure` if the state cannot be read.
  public var isEmpty: Bool { get throws { try cell.pieces().isEmpty } }

  /// Empties the bag of the current key and window.
  public func clear() { cell.clear() }
}

/// The bags of a key group, as far as the bundle has changed them.
final class BagCell<Element: Streamable>: StateCell {
  // SAFETY: as for `KeyScope`.
  /// What was appended to the bags of slots and has not been written.
  @exclusivity(unchecked) private var appended: [Int: [UInt8]] = [:]
  @exclusivity(unchecked) private var writer = RawWriter(capacity: 64)

  /// More bytes than this are not kept for a slot.
  private static var mostKept: Int { 64 << 10 }

  func append(_ element: Element) {
    attempt {
      let slot = try self.slot()
      writer.reset()
      Element.encode(element, into: &writer)
      if let failure = writer.takeFailure() { throw failure }
      appended[slot, default: []].append(contentsOf: writer.bytes)
      if appended[slot]?.count ?? 0 > Self.mostKept { try write(slot) }
    }
  }

  func pieces() throws -> [[UInt8]] {
    try naming {
      let (backend, key) = try place()
      let slot = try self.slot()
      return try backend.bag(name, of: key) + (appended[slot].map { [$0] } ?? [])
    }
  }

  func clear() {
    attempt {
      let (backend, key) = try place()
      appended[try slot()] = nil
      try backend.clear(name, of: key)
    }
  }

  private func write(_ slot: Int) throws {
    guard let scope, let bytes = appended.removeValue(forKey: slot) else { return }
    let (backend, key) = try scope.place(slot)
    try backend.append(bytes, to: name, of: key)
  }

  override func flush() throws {
    try naming { for slot in appended.keys.sorted() { try write(slot) } }
  }

  override func abort() { appended = [:] }
}

extension StateCell {
  /// Does something that can fail in a call that cannot throw: the function's current call then fails.
  func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      scope?.fail(StateFailure(self, error))
    }
  }

  /// Whether the current key and window has nothing in the state. What a cell keeps for later is not seen.
  var isEmpty: Bool {
    get throws {
      try naming {
        let (backend, key) = try place()
        return try backend.isEmpty(name, of: key)
      }
    }
  }

  /// Adds the state's name to errors.
  func naming<Answer>(_ body: () throws -> Answer) throws -> Answer {
    do {
      return try body()
    } catch {
      throw StateFailure(self, error)
    }
  }
}
