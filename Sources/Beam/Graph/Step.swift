import Rows

/// The identity of a step: its path, and the line of the user's source that added it.
public struct Step: Sendable, Hashable {
  /// The names of the enclosing composites and of the step, joined by `/`: `Sessions/Sessionize`. Workers find steps by it.
  public let path: String
  /// The source line, such as `File.swift:12`; for display only.
  public let site: String

  package init(path: String, site: String) {
    self.path = path
    self.site = site
  }

  /// Returns a failure of this step at an element.
  /// - Parameters:
  ///   - element: the element that the function was given.
  ///   - index: the element's index in its batch.
  ///   - header: the header of that batch.
  package func failure<T>(_ error: any Error, element: T, at index: Int, of header: Header) -> any Error {
    if error is StepFailure || error is RetryableError || error is BundleAbandoned { return error }
    // The function may have thrown because a group ended early; then the coder is to blame.
    if let fault = GroupFault.take() { return failure(fault) }
    return StepFailure(
      step: path, site: site, element: StepFailure.excerpt(of: element), origin: header.origin(at: index),
      timestamp: Timestamp(milliseconds: header.time(at: index)), underlying: error)
  }

  /// Returns a failure of this step after a shuffle, where only the key is known.
  package func failure(_ error: any Error, key: String) -> any Error {
    if error is StepFailure || error is RetryableError { return error }
    return StepFailure(step: path, site: site, element: nil, key: key, timestamp: nil, underlying: error)
  }

  /// Returns a failure of this step on a group with a value that cannot be decoded.
  package func failure(_ fault: GroupFault) -> any Error {
    StepFailure(step: path, site: site, element: nil, timestamp: nil, underlying: fault)
  }

  /// Returns a failure of this step that belongs to no element.
  package func failure(_ error: any Error) -> any Error {
    if error is StepFailure || error is RetryableError || error is BundleAbandoned { return error }
    return StepFailure(step: path, site: site, element: nil, timestamp: nil, underlying: error)
  }
}
