/// The version of Joist.
package enum JoistVersion {
  /// The version number as in the changelog, such as `0.1.0`.
  package static let text = "0.1.0"
}
