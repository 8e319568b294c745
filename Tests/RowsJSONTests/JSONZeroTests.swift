import Rows
import RowsJSON
import Testing

/// `-0` is minus zero where a number with a fraction is asked for, as `-0.0` is.
@Suite struct JSONZeroTests {
  @Test(
    "Every spelling of negative zero is read as negative zero",
    arguments: ["-0", "-0.0", "-0e0", "-0E+5", " -0", "-0\n", "\t-0 ", "-0.000"])
  func negativeZero(text: String) throws {
    #expect(try read(Double.self, text).get().bitPattern == (-0.0).bitPattern)
    #expect(try read(Float.self, text).get().bitPattern == Float(-0.0).bitPattern)
    #expect(try read(Int.self, text).get() == 0)
  }

  @Test("A positive zero keeps its sign next to negative ones")
  func positiveZero() throws {
    let numbers = try read([Double].self, "[0, -0, 0,-0,-0.0, 0.0, -1, -05e-1, 0]".replacing("-05e-1", with: "-0.5"))
      .get()
    #expect(numbers == [0, 0, 0, 0, 0, 0, -1, -0.5, 0])
    #expect(numbers.map(\.sign) == [.plus, .minus, .plus, .minus, .minus, .plus, .minus, .minus, .plus])
    let places = try read(
      [Place].self, #"[{"lat":0,"lng":-0},{"x":"-0","lat": -0 ,"lng":0},{"lng":0,"y":[-0],"lat":0}]"#
    ).get()
    #expect(places.map { [$0.lat.sign, $0.lng.sign] } == [[.plus, .minus], [.minus, .plus], [.plus, .plus]])
    let dates = try read(JSON.self, #"{"at":"2023-05-05","day":", -0,","n":0}"#).get()
    #expect(dates == .object(["at": .text("2023-05-05"), "day": .text(", -0,"), "n": .number(0)]))
    guard case .object(let entries) = dates, case .number(let zero) = entries["n"] else { return #expect(Bool(false)) }
    #expect(zero.sign == .plus)
  }

  @Test("A parser keeps no state of the previous document")
  func oneParser() throws {
    let parser = JSONParser()
    for (text, sign) in [("[-0]", FloatingPointSign.minus), ("[0]", .plus), ("[-0]", .minus), ("[0]", .plus)] {
      #expect(try parser.decode([Double].self, from: text)[0].sign == sign)
    }
  }

  @Test("Documents read by the slow scanner have negative zeros too")
  func slowScanner() throws {
    let text = #"{"lat": -0, "huge": 1e400, "lng": 0}"#
    let place = try read(Place.self, text).get()
    #expect(place.lat.sign == .minus && place.lng.sign == .plus)
  }

  @Test("Reading many zeros takes linear time", .timeLimit(.minutes(1)))
  func manyZeros() throws {
    let count = 200_000
    let numbers = try read([Double].self, "[" + String(repeating: "0,", count: count) + "-0]").get()
    #expect(numbers.count == count + 1 && numbers[count].sign == .minus && numbers[0].sign == .plus)
  }
}
