#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What keeps the embedded broker from starting or ending.
struct BrokerFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// A call of the system failed just now.
  static func system(_ what: String) -> BrokerFailure { BrokerFailure("\(what): \(String(cString: strerror(errno)))") }
}
