import Rows
import Testing

// Stand-ins with the signatures of SwiftProtobuf, which is not here.
protocol SwiftProtobufContiguousBytes {
  init(_ bytes: [UInt8])
  var all: [UInt8] { get }
}
extension [UInt8]: SwiftProtobufContiguousBytes { var all: [UInt8] { self } }
struct BinaryEncodingOptions {}
struct BinaryDecodingOptions { var messageDepthLimit = 100 }
protocol ExtensionMap {}

protocol Message {
  static var protoMessageName: String { get }
  var text: String { get set }
  init()
}

struct Malformed: Error {}

extension Message {
  func serializedBytes<Target: SwiftProtobufContiguousBytes>(
    partial: Bool = false, options: BinaryEncodingOptions = BinaryEncodingOptions()
  ) throws -> Target {
    if text == "unwritable" { throw Malformed() }
    return Target([0x0A, UInt8(text.utf8.count)] + Array(text.utf8))
  }

  init<Source: SwiftProtobufContiguousBytes>(
    serializedBytes bytes: Source, extensions: (any ExtensionMap)? = nil, partial: Bool = false,
    options: BinaryDecodingOptions = BinaryDecodingOptions()
  ) throws {
    self.init()
    guard bytes.all.first == 0x0A else { throw Malformed() }
    text = String(decoding: bytes.all.dropFirst(2), as: UTF8.self)
  }
}

struct Event: Message, Equatable {
  static let protoMessageName = "test.Event"
  var text = ""
}

// What a project that uses SwiftProtobuf says: this once …
extension ProtobufStreamable where Self: Message {
  func serializedBytes() throws -> [UInt8] { try serializedBytes(partial: false) }
  init(serializedBytes bytes: [UInt8]) throws { try self.init(serializedBytes: bytes, partial: false) }
}
// … and this for each message.
extension Event: ProtobufStreamable {}

@Suite struct ProtobufTests {
  @Test("Protobuf messages can be elements") func elements() throws {
    let event = Event(text: "hi")
    #expect(Bytes(encoding: event) == [4, 0x0A, 2, 0x68, 0x69])
    #expect(Bytes(encodingOuter: event) == [0x0A, 2, 0x68, 0x69])
    #expect(try Bytes(encoding: event).decode(Event.self) == event)
    #expect(try Bytes(encodingOuter: event).decodeOuter(Event.self) == event)
    #expect(Event.coderSpec == CoderSpec(urn: "joist:coder:protobuf:v1", payload: Bytes(utf8: "test.Event")))
  }

  @Test("Errors name the message") func failures() {
    #expect(throws: CoderError.refused("the bytes are not a valid test.Event: Malformed()")) {
      try Bytes([1, 0]).decode(Event.self)
    }
    var writer = RawWriter()
    Event.encode(Event(text: "unwritable"), into: &writer)
    #expect(writer.failure?.description == "test.Event cannot be serialized: Malformed()")
  }
}
