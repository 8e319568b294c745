/// All message types of the model, for tests and fuzzing. The list is generated.
package enum ProtobufMessageTypes {}
