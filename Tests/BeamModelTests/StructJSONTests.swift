import BeamModel
import Testing

/// Pipeline options as JSON.
@Suite struct StructJSONTests {
  @Test("Every kind of value is read and written") func kinds() throws {
    let text = #"{"list":[1,-2.5,true,false,null,"x"],"object":{"empty":{},"none":[]},"text":"a\"\\\n\u0001é😀"}"#
    let options = try GoogleProto.Struct(jsonString: text)
    #expect(options.fields["list"]?.kind?.listValue?.values[1].kind == .numberValue(-2.5))
    #expect(options.fields["text"]?.kind == .stringValue("a\"\\\n\u{1}é😀"))
    #expect(try options.jsonString() == text)
    #expect(try GoogleProto.Struct(serializedBytes: options.serializedBytes()) == options)
  }

  @Test(
    "Other spellings are read",
    arguments: [
      (#" { "a" : 1.0 } "#, #"{"a":1}"#),
      (#"{"a":1e3}"#, #"{"a":1000}"#),
      (#"{"a":-0.0}"#, #"{"a":-0.0}"#),
      (#"{"a":1e+100}"#, #"{"a":1e+100}"#),
      (#"{"a":9007199254740993}"#, #"{"a":9007199254740992.0}"#),
      (#"{"b":1,"a":2}"#, #"{"a":2,"b":1}"#),
      (#"{"\u00e9":"\ud83d\ude00\/"}"#, #"{"é":"😀/"}"#),
    ])
  func spellings(_ text: String, _ written: String) throws {
    #expect(try GoogleProto.Struct(jsonString: text).jsonString() == written)
  }

  @Test(
    "Malformed JSON is refused",
    arguments: [
      ("", "expected an object", 0),
      ("[1]", "expected an object", 0),
      ("{", "expected a name in quotes", 1),
      (#"{"a""#, "expected ':' after a name", 4),
      (#"{"a":}"#, "expected a value", 5),
      (#"{"a":1,}"#, "expected a name in quotes", 7),
      (#"{"a":1"#, "expected ',' or '}' in an object", 6),
      (#"{"a":[1"#, "expected ',' or ']' in an array", 7),
      (#"{"a":1}x"#, "unexpected text after the object", 7),
      (#"{"a":01}"#, "expected ',' or '}' in an object", 6),
      (#"{"a":1.}"#, "a number ends with '.'", 7),
      (#"{"a":1e}"#, "a number's exponent has no digits", 7),
      (#"{"a":+1}"#, "expected a value", 5),
      (#"{"a":1e400}"#, "1e400 is out of the range of a double", 5),
      (#"{"a":NaN}"#, "expected a value", 5),
      (#"{"a":tru}"#, "invalid word", 5),
      (#"{"a":"\ud800"}"#, "unpaired surrogate", 12),
      (#"{"a":"\udc00"}"#, "unpaired surrogate", 12),
      (#"{"a":"\ud800\u0041"}"#, "unpaired surrogate", 18),
      (#"{"a":"\u00g0"}"#, "\\u is not followed by four hexadecimal digits", 10),
      (#"{"a":"\x"}"#, "invalid escape", 8),
      ("{\"a\":\"\n\"}", "a control character in a string is not escaped", 7),
      (#"{"a":"b"#, "a string does not end", 7),
      (#"{"a":1,"a":2}"#, #"duplicate name "a""#, 7),
    ])
  func malformed(_ text: String, _ reason: String, _ offset: Int) {
    let error = #expect(throws: JSONError.self) { try GoogleProto.Struct(jsonString: text) }
    #expect(error?.reason == reason)
    #expect(error?.offset == offset)
  }

  @Test("An object of the maximum depth can be encoded as a message") func depth() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: #"{"a":"#, count: levels - 1) + "{}" + String(repeating: "}", count: levels - 1)
    }
    let options = try GoogleProto.Struct(jsonString: nested(JSONError.maximumDepth))
    let request = JobProto.PrepareJobRequest.with { $0.pipelineOptions = options }
    #expect(try JobProto.PrepareJobRequest(serializedBytes: request.serializedBytes()) == request)
    #expect(throws: JSONError.self) { try GoogleProto.Struct(jsonString: nested(JSONError.maximumDepth + 1)) }
  }

  @Test("An infinity cannot be written as JSON") func infinity() {
    let options = GoogleProto.Struct.with { $0.fields["a"] = .with { $0.kind = .numberValue(.infinity) } }
    let error = #expect(throws: JSONError.self) { try options.jsonString() }
    #expect(error?.description == "cannot be written as JSON: JSON has no inf")
  }
}
