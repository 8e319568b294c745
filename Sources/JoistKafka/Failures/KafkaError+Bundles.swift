import Beam

extension KafkaError {
  /// The same error behind words that say what it keeps from happening.
  func prefixed(by words: String) -> KafkaError {
    KafkaError(code, "\(words): \(message)", detail: detail, hint: hint, isTransient: isTransient)
  }

  /// What a bundle throws that meets this error once there has been contact: what passes by itself is tried again.
  var bundleError: any Error { isTransient ? RetryableError("\(self)", hadContact: true) : self }
}
