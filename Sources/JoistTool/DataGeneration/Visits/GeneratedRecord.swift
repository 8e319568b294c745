import Rows

/// One record, as it goes to a topic or a file.
struct GeneratedRecord: Sendable, Equatable {
  enum Kind: Sendable, CaseIterable {
    /// A visit.
    case valid
    /// A visit with an earlier time than those before it.
    case late
    /// The same bytes as a record before it.
    case duplicate
    /// No visit.
    case malformed
  }

  var kind: Kind
  /// The visitor's id.
  var key: String
  /// JSON, or what is left of it.
  var value: [UInt8]
  /// When the visit happened.
  var time: Timestamp
}
