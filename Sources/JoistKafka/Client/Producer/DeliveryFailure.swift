/// Why records were not delivered, and the record that the broker refused, where it refused one.
package struct DeliveryFailure: Error, Sendable {
  /// What is wrong, for the person who runs the job.
  package var error: KafkaError
  /// A copy of the record; nil where the failure is not the record's.
  var record: KafkaRecord?
  /// How many records of the batch were not delivered.
  package var count = 1
}
