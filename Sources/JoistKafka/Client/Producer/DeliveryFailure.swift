/// Why records were not delivered.
package struct DeliveryFailure: Error, Sendable {
  package var error: KafkaError
  /// A copy of the record that the broker refused; nil if the record is not the cause.
  var record: KafkaRecord?
  /// The number of records of the batch that were not delivered.
  package var count = 1
}
