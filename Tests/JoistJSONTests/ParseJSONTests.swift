import Joist
import JoistJSON
import JoistTesting
import Testing

@Suite("Parsing JSON")
struct ParseJSONTests {
  @Test("Text is parsed to rows, and failures keep the text, the reason and the step's name")
  func texts() throws {
    let lines = [#"{"lat": 1.5, "name": "Aa"}"#, #"{"name": "Bb", "lat": "north"}"#, #"{"name": "Cc""#]
    let places = try testPipeline { $0.create(lines).parseJSON(as: Place.self).results }
    #expect(places.elements == [Place(name: "Aa", lat: 1.5)])

    let failures = try testPipeline { $0.create(lines).parseJSON(as: Place.self).failures }
      .elements.sorted { $0.element < $1.element }
    #expect(failures.map(\.element) == [lines[1], lines[2]].sorted())
    #expect(failures.allSatisfy { $0.step == "ParseJSON" })
    let wrongType = try #require(failures.first { $0.element == lines[1] })
    #expect(wrongType.reason.contains(#"field "lat""#))
    #expect(wrongType.reason.contains("byte 22"))
  }

  @Test("Bytes and custom types carry payloads, and a missing payload is a failure")
  func payloads() throws {
    let bytes = try testPipeline { pipeline in
      pipeline.create([Bytes(json: Place(name: "Aa", lat: 2)), Bytes()]).parseJSON(as: Place.self).results
    }
    #expect(bytes.elements == [Place(name: "Aa", lat: 2)])

    let envelopes = [Envelope(sender: "x", content: Bytes(utf8: #"{"name": "Aa", "lat": 3}"#)), Envelope(sender: "y")]
    let results = try testPipeline { $0.create(envelopes).parseJSON(as: Place.self).results }
    #expect(results.elements == [Place(name: "Aa", lat: 3)])
    let failures = try testPipeline { $0.create(envelopes).parseJSON(as: Place.self).failures }
    #expect(failures.elements.map(\.element) == [envelopes[1]])
  }

  @Test("The time of a record is read from one field, whatever the others hold")
  func timeOfOneField() throws {
    let bad =
      #"{"amount": "much", "meta": {"n": [{"at": 1}], "at": "2024-05-05T13:02:21Z"}, "at": 5, "rest": {"at": 9}}"#
    let outer: @Sendable (String) throws -> Timestamp = jsonTime("at")
    let inner: @Sendable (String) throws -> Timestamp = jsonTime("meta", "at")
    #expect(try outer(bad) == Timestamp(milliseconds: 5))
    #expect(try inner(bad) == Timestamp(milliseconds: 1_714_914_141_000))
    #expect(reason { try inner(#"{"meta": {"to": 1}}"#) } == #"field "meta.at": missing (byte 9)"#)
    #expect(reason { try inner(#"{"meta": [1]}"#) } == #"field "meta": expected an object, found an array (byte 9)"#)
    #expect(reason { try outer(#"{"at": {}}"#) }?.hasPrefix(#"field "at": "#) == true)
    #expect(reason { try outer(#"{"at": 1"#) }?.hasPrefix("field") == true)
    #expect(reason { try outer("") } == "the document is empty (byte 0)")
  }

  private func reason(_ body: () throws -> Timestamp) -> String? {
    do {
      _ = try body()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("An error of the transform is a failure with the unchanged element")
  func transform() throws {
    let lines = [#"{"name": "Aa", "lat": 80}"#, #"{"name": "Bb", "lat": 91}"#, "[]"]
    func parse(_ pipeline: Pipeline) -> (results: PCollection<String>, failures: PCollection<Failure<String>>) {
      pipeline.create(lines).parseJSON("Check", as: Place.self) { place in
        guard place.lat <= 90 else { throw TooFarNorth(lat: place.lat) }
        return "\(place.name) at \(place.lat)"
      }
    }
    #expect(try testPipeline { parse($0).results }.elements == ["Aa at 80.0"])
    let failures = try testPipeline { parse($0).failures }.elements
    #expect(Set(failures.map(\.element)) == [lines[1], lines[2]])
    #expect(failures.first { $0.element == lines[1] }?.reason == "91.0 degrees are beyond the pole")
    #expect(failures.allSatisfy { $0.step == "Check" })
  }

  @Test("A time outside of the range of timestamps is a failure of its record")
  func times() throws {
    let bad = [
      #"{"at": 1755933141855875000}"#, #"{"at": "nonsense"}"#, #"{"at": "+999999-01-01T00:00:00Z"}"#,
      #"{"at": -9223372036854775808}"#, #"{"at": "+∞"}"#, #"{"at": "end of global window"}"#,
    ]
    let good = [
      #"{"at": 1755933141855}"#, #"{"at": "+294247-01-10T04:00:54.775Z"}"#, #"{"at": 9223372036854775}"#,
      #"{"at": -9223372036854775}"#,
    ]
    func parse(_ pipeline: Pipeline) -> (results: PCollection<Moment>, failures: PCollection<Failure<String>>) {
      pipeline.create(bad + good).parseJSON(as: Moment.self)
    }
    #expect(try Set(testPipeline { parse($0).failures }.elements.map(\.element)) == Set(bad))
    let counts = try testPipeline { pipeline in
      parse(pipeline).results.withTimestamps { $0.at }.windowed(by: .sliding(.minutes(1), every: .seconds(30)))
        .map { _ in 1 }.combineGlobally(.sum())
    }
    #expect(counts.elements.reduce(0, +) == 2 * good.count)
  }

  @Test("Failures keep the timestamp and windows of the element")
  func timestamps() throws {
    let failures = try testPipeline { pipeline in
      pipeline.create(["{", "{"])
        .withTimestamps { _ in Timestamp(milliseconds: 61_000) }
        .windowed(by: .fixed(.minutes(1)))
        .parseJSON(as: Place.self).failures
    }
    let start = Timestamp.epoch + .minutes(1)
    #expect(failures.elements(in: start..<start + .minutes(1)).count == 2)
    #expect(failures.elements.allSatisfy { $0.timestamp == Timestamp(milliseconds: 61_000) })
  }

  @Test("Thousands of malformed documents do not affect the valid ones")
  func mixture() throws {
    let bad = ["", "{", #"{"name": "\ud800", "lat": 1}"#, #"{"name": "x", "lat": 1e400}"#, "null", "\u{FEFF}{}"]
    let lines = (0..<6000).map { number in
      number.isMultiple(of: 3) ? bad[number / 3 % bad.count] : #"{"lat": \#(number), "name": "place \#(number)"}"#
    }
    let results = try testPipeline { $0.create(lines).parseJSON(as: Place.self).results }
    #expect(Set(results.elements.map(\.name)) == Set((0..<6000).filter { !$0.isMultiple(of: 3) }.map { "place \($0)" }))
    let failures = try testPipeline { $0.create(lines).parseJSON(as: Place.self).failures }
    #expect(failures.elements.count == 2000)
  }

  @Test("A document of many megabytes is parsed like any other")
  func largeDocument() throws {
    let name = String(repeating: "long ", count: 2_000_000)
    let lines = [#"{"name": "Aa", "lat": 1}"#, #"{"name": "\#(name)", "lat": 2}"#, #"{"name": "Bb", "lat": 3}"#]
    let results = try testPipeline { $0.create(lines).parseJSON(as: Place.self).results }
    #expect(results.elements.map(\.lat).sorted() == [1, 2, 3])
    #expect(results.elements.contains { $0.name == name })
  }
}
