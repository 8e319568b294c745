import BeamModel
import Foundation
import ModelFuzzing

/// Decodes messages from files. `scripts/fuzz-model` makes the files and checks the results.
@main
enum FuzzModel {
  static let usage = """
    usage: FuzzModel round-trip IN OUT          decodes each frame of IN and writes it to OUT
           FuzzModel read IN OUT                copies each frame of IN to OUT, after "+" (was read) or "-" (was refused)
           FuzzModel mutate IN OUT COUNT SEED   does the same with COUNT damaged frames of IN
           FuzzModel peak IN                    decodes the frames of IN and prints the memory needed, in bytes
    """

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch (arguments.first, arguments.count) {
    case ("round-trip", 3): try roundTrip(arguments[1], arguments[2])
    case ("read", 3): try write(try frames(arguments[1]).enumerated().map(verdict), to: arguments[2])
    case ("mutate", 5):
      guard let count = Int(arguments[3]), let seed = UInt64(arguments[4]) else { throw Failure(usage) }
      try mutate(arguments[1], arguments[2], count: count, seed: seed)
    case ("peak", 2): try peak(arguments[1])
    default: throw Failure(usage)
    }
  }

  static func roundTrip(_ input: String, _ output: String) throws {
    let written = try frames(input).enumerated().map { number, frame in
      MessageFrame(name: frame.name, bytes: try RoundTrip.run(type(frame), frame.bytes, from: inputForm(number)))
    }
    try write(written, to: output)
  }

  static func mutate(_ input: String, _ output: String, count: Int, seed: UInt64) throws {
    let frames = try frames(input)
    var mutator = Mutator(seed: seed)
    try write((0..<count).map { number in try verdict(number, mutator.mutate(one: frames)) }, to: output)
  }

  /// The frame with "+" before its name if it can be decoded (and written and read again), otherwise with "-".
  private static func verdict(_ number: Int, _ frame: MessageFrame) throws -> MessageFrame {
    let type = try type(frame)
    do {
      _ = try RoundTrip.run(type, frame.bytes, from: inputForm(number))
      return MessageFrame(name: "+" + frame.name, bytes: frame.bytes)
    } catch is ProtobufError {
      return MessageFrame(name: "-" + frame.name, bytes: frame.bytes)
    }
  }

  static func peak(_ input: String) throws {
    let frames = try frames(input)
    let types = try frames.map { frame in try type(frame) }
    let before = try PeakMemory.restart()
    for (frame, type) in zip(frames, types) {
      do throws(ProtobufError) {
        _ = try type.init(serializedBytes: frame.bytes)
      } catch {
        continue  // refused messages must not take more memory either
      }
    }
    print(try PeakMemory.bytes() - before)
  }

  /// The forms of input, in turn.
  private static func inputForm(_ number: Int) -> RoundTrip.Input {
    RoundTrip.Input.allCases[number % RoundTrip.Input.allCases.count]
  }

  private static func write(_ frames: [MessageFrame], to path: String) throws {
    var content: [UInt8] = []
    for frame in frames { frame.write(to: &content) }
    try Data(content).write(to: URL(filePath: path))
  }

  private static func frames(_ path: String) throws -> [MessageFrame] {
    guard let frames = MessageFrame.all(in: Array(try Data(contentsOf: URL(filePath: path)))) else {
      throw Failure("\(path) ends in the middle of a frame")
    }
    return frames
  }

  private static func type(_ frame: MessageFrame) throws -> any ProtobufMessage.Type {
    guard let type = RoundTrip.types[frame.name] else { throw Failure("there is no message type \(frame.name)") }
    return type
  }
}

/// Why the program stops.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
