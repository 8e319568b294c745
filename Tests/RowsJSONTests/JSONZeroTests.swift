import Rows
import RowsJSON
import Testing

/// `-0` is minus zero where a number with a fraction is asked for, as `-0.0` is.
@Suite struct JSONZeroTests {
  @Test(
    "Every way to write minus zero is minus zero",
    arguments: ["-0", "-0.0", "-0e0", "-0E+5", " -0", "-0\n", "\t-0 ", "-0.000"])
  func minusZero(text: String) throws {
    #expect(try read(Double.self, text).get().bitPattern == (-0.0).bitPattern)
    #expect(try read(Float.self, text).get().bitPattern == Float(-0.0).bitPattern)
    #expect(try read(Int.self, text).get() == 0)
  }

  @Test("Zero stays zero, whatever stands beside it")
  func besideOthers() throws {
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

  @Test("One parser keeps nothing of the document before")
  func oneParser() throws {
    let parser = JSONParser()
    for (text, sign) in [("[-0]", FloatingPointSign.minus), ("[0]", .plus), ("[-0]", .minus), ("[0]", .plus)] {
      #expect(try parser.decode([Double].self, from: text)[0].sign == sign)
    }
  }

  @Test("Documents that the slow scanner reads know minus zero too")
  func slowScanner() throws {
    let text = #"{"lat": -0, "huge": 1e400, "lng": 0}"#
    let place = try read(Place.self, text).get()
    #expect(place.lat.sign == .minus && place.lng.sign == .plus)
  }

  @Test("Many zeros take no longer than their number", .timeLimit(.minutes(1)))
  func manyZeros() throws {
    let count = 200_000
    let numbers = try read([Double].self, "[" + String(repeating: "0,", count: count) + "-0]").get()
    #expect(numbers.count == count + 1 && numbers[count].sign == .minus && numbers[0].sign == .plus)
  }
}
