/// The message types of the model, for those who handle any of them (tests, fuzzing).
package enum ProtobufMessageTypes {}
