import Joist
import JoistJSON
import JoistTesting
import Testing

@Suite("Writing JSON")
struct FormatJSONTests {
  @Test("Rows are written as lines that are parsed to equal rows")
  func roundTrip() throws {
    let places = [Place(name: "quote \" and \n line", lat: -0.25), Place(name: "é", lat: 1e300, note: "here")]
    let lines = try testPipeline { $0.create(places).formatJSON() }
    #expect(lines.elements.allSatisfy { !$0.contains("\n") })
    #expect(lines.elements.contains(#"{"name":"quote \" and \n line","lat":-0.25}"#))
    let again = try testPipeline { $0.create(lines.elements).parseJSON(as: Place.self).results }
    #expect(Set(again.elements.map(\.name)) == Set(places.map(\.name)))
    #expect(Set(again.elements.map(\.lat)) == Set(places.map(\.lat)))
  }

  @Test("Two steps of one pipeline need no names")
  func names() throws {
    let values = try testPipeline { pipeline in
      let first = pipeline.create([Place(name: "Aa", lat: 1)]).formatJSON()
      return first.parseJSON(as: Place.self).results.formatJSON()
    }
    #expect(values.elements == [#"{"name":"Aa","lat":1.0}"#])
  }

  @Test("Values that are not rows can be written as JSON")
  func values() throws {
    #expect(try testPipeline { $0.create([7]).formatJSON("Numbers") }.elements == ["7"])
    #expect(String(json: [1, 2]) == "[1,2]")
    #expect(Bytes(json: "a\"b") == Bytes(utf8: #""a\"b""#))
  }
}
