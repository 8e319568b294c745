import Synchronization

/// An object that all instances of a function in the process share: a client with a connection pool, a model, a look-up table.
///
/// ```swift
/// final class Client: Sendable {
///   init(_ url: String) throws {}
///   func country(of user: String) throws -> String { "…" }
/// }
///
/// struct AddCountry: DoFn {
///   private static let clients = Shared<Client>()
///   let url: String
///   var client: Client?
///
///   mutating func setUp() throws { client = try Self.clients.acquire(for: url) { try Client(url) } }
///   func process(_ visit: Visit, in context: Context<KV<String, Visit>>) throws {
///     if let client { context.emit(KV(try client.country(of: visit.id), visit)) }
///   }
/// }
/// ```
/// Each thread runs an instance of its own of a function; without this, each would make its own object. The object must be safe
/// to use from several threads. It is released once no instance has a reference to it.
///
/// It is Beam Python's Shared.
public final class Shared<Value: AnyObject & Sendable>: Sendable {
  private struct Weak: Sendable {
    weak var value: Value?
  }

  private let objects = Mutex<[String: Weak]>([:])

  /// Creates a place for shared objects. Keep it in a static property.
  public init() {}

  /// Returns the object, which is made if nobody has it. Others wait while it is being made.
  /// - Parameters:
  ///   - tag: distinguishes objects with different settings.
  ///   - make: makes the object.
  /// - Throws: the errors of `make`; the next call tries again.
  public func acquire(for tag: String = "", _ make: () throws -> Value) rethrows -> Value {
    try objects.withLock { objects in
      if let value = objects[tag]?.value { return value }
      objects = objects.filter { $0.value.value != nil }
      let value = try make()
      objects[tag] = Weak(value: value)
      return value
    }
  }
}
