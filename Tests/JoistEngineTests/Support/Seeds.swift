#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The seed that a person asks for.
enum Seeds {
  /// `JOIST_SEED`, or nil.
  static var fromEnvironment: UInt64? { getenv("JOIST_SEED").flatMap { UInt64(String(cString: $0)) } }
}
