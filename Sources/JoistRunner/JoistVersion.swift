/// The version of Joist.
package enum JoistVersion {
  /// As in the changelog: `0.1.0`.
  package static let text = "0.1.0"
}
