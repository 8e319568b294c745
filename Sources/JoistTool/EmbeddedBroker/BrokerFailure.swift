#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Why the embedded broker cannot start or stop.
struct BrokerFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// A failed system call, with the text of `errno`. Call it before anything else can change `errno`.
  static func system(_ what: String) -> BrokerFailure { BrokerFailure("\(what): \(String(cString: strerror(errno)))") }
}
