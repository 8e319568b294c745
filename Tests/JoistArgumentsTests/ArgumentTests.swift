import JoistArguments
import Testing

struct Copy: ParsableArguments {
  @Argument var source: String
  @Argument var count = 1
  @Argument var targets: [String] = []
}

@Suite("Positional arguments") struct ArgumentTests {
  @Test("Positional arguments are taken in order") func order() throws {
    let copy = try Copy.parse(["a", "2", "b", "c"])
    #expect(copy.source == "a")
    #expect(copy.count == 2)
    #expect(copy.targets == ["b", "c"])
    #expect(try Copy.parse(["a"]).count == 1)
    #expect(try Copy.parse(["-", "-3"]).count == -3)
  }

  @Test("Missing and unexpected arguments are refused") func refusals() {
    #expect(refusal(Copy.self).contains("error: missing value for '<source>'"))
    #expect(refusal(Copy.self, "a", "many").contains("the value 'many' is not valid for '<count>'"))
    #expect(
      refusal(Cluster.Shared.self, "address").contains(
        "error: unexpected argument 'address'; did you mean '--address'?"))
  }
}
