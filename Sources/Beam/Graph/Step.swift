import Rows

/// A step of a pipeline as people know it: its path and the place in the source where it was written.
public struct Step: Sendable, Hashable {
  /// Composite scopes and name, joined by `/`: `Sessions/Sessionize`. The step's identity on a worker.
  public let path: String
  /// `File.swift:12`; for display only.
  public let site: String

  package init(path: String, site: String) {
    self.path = path
    self.site = site
  }

  /// A failure of this step, with the element that its function was given: one of a batch with this header.
  package func failure<T>(_ error: any Error, element: T, at index: Int, of header: Header) -> any Error {
    if error is StepFailure || error is RetryableError || error is BundleAbandoned { return error }
    // A function that throws because a group ended too early is not to blame.
    if let fault = GroupFault.take() { return failure(fault) }
    return StepFailure(
      step: path, site: site, element: StepFailure.excerpt(of: element), origin: header.origin(at: index),
      timestamp: Timestamp(milliseconds: header.time(at: index)), underlying: error)
  }

  /// A failure of this step after a shuffle, where the key is known and the element is not.
  package func failure(_ error: any Error, key: String) -> any Error {
    if error is StepFailure || error is RetryableError { return error }
    return StepFailure(step: path, site: site, element: nil, key: key, timestamp: nil, underlying: error)
  }

  /// A failure of this step on a group with a value that cannot be decoded.
  package func failure(_ fault: GroupFault) -> any Error {
    StepFailure(step: path, site: site, element: nil, timestamp: nil, underlying: fault)
  }

  /// A failure of this step that belongs to no element.
  package func failure(_ error: any Error) -> any Error {
    if error is StepFailure || error is RetryableError || error is BundleAbandoned { return error }
    return StepFailure(step: path, site: site, element: nil, timestamp: nil, underlying: error)
  }
}
