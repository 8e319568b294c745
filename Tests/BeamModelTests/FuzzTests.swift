import BeamModel
import Foundation
import ModelFuzzing
import Rows
import TestSupport
import Testing

/// A small sample of what `scripts/fuzz-model` runs in release with many more messages.
@Suite struct FuzzTests {
  @Test(
    "Random messages from Python are read back, and damaged ones are read or refused",
    .enabled(if: Python.interpreter != nil, Comment(rawValue: Python.missing)))
  func randomMessages() throws {
    try Python.withTemporaryFolder { folder in
      let (sent, returned) = (folder.appending(path: "in"), folder.appending(path: "out"))
      let made = try Python.run(script: "fuzz-model", ["make", sent.path(), "466", "11"])
      try #require(made.status == 0, Comment(rawValue: made.output))
      let frames = try #require(MessageFrame.all(in: Array(try Data(contentsOf: sent))))
      #expect(Set(frames.map(\.name)).count == ProtobufMessageTypes.all.count)

      var content: [UInt8] = []
      for (number, frame) in frames.enumerated() {
        let written = try RoundTrip.run(try messageType(frame), frame.bytes, from: input(number))
        MessageFrame(name: frame.name, bytes: written).write(to: &content)
      }
      try Data(content).write(to: returned)
      let checked = try Python.run(script: "fuzz-model", ["check", sent.path(), returned.path()])
      #expect(checked.status == 0, Comment(rawValue: checked.output))
      #expect(checked.output.contains("466 messages, 0 not equal"))
      try damage(frames, count: 500)
    }
  }

  @Test("Damaged messages are read or refused") func damagedMessages() throws {
    let messages: [any ProtobufMessage] = [
      Samples.pipeline, Samples.stateRequest, Samples.histogram, try #require(Samples.options),
    ]
    try damage(
      messages.map { MessageFrame(name: type(of: $0).protobufName, bytes: Array($0.serializedBytes())) }, count: 1000)
  }

  /// A trap would end the tests; a message that is read must be stable.
  private func damage(_ frames: [MessageFrame], count: Int) throws {
    var mutator = Mutator(seed: 5)
    var refused = 0
    for number in 0..<count {
      let frame = mutator.mutate(one: frames)
      do {
        _ = try RoundTrip.run(try messageType(frame), frame.bytes, from: input(number))
      } catch is ProtobufError {
        refused += 1
      }
    }
    #expect((1..<count).contains(refused), "the damage should sometimes matter, and sometimes not")
  }

  private func input(_ number: Int) -> RoundTrip.Input {
    RoundTrip.Input.allCases[number % RoundTrip.Input.allCases.count]
  }

  private func messageType(_ frame: MessageFrame) throws -> any ProtobufMessage.Type {
    try #require(RoundTrip.types[frame.name])
  }
}
