import Beam

extension KafkaError {
  /// This error with a prefix that says what could not be done.
  func prefixed(by text: String) -> KafkaError {
    KafkaError(code, "\(text): \(message)", detail: detail, hint: hint, isTransient: isTransient)
  }

  /// The error that a bundle throws: a transient error becomes one that is retried, since the broker has responded before.
  var bundleError: any Error { isTransient ? RetryableError("\(self)", hadContact: true) : self }
}
