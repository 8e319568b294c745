import Rows

/// One record to write to a topic or a file.
struct GeneratedRecord: Sendable, Equatable {
  enum Kind: Sendable, CaseIterable {
    /// A valid visit that is not late.
    case valid
    /// A visit that is earlier than visits before it.
    case late
    /// The same bytes as an earlier record.
    case duplicate
    /// Damaged: not a valid visit.
    case malformed
  }

  var kind: Kind
  /// The visitor's id.
  var key: String
  /// The visit as JSON, or damaged JSON.
  var value: [UInt8]
  /// When the visit happened.
  var time: Timestamp
}
