import Testing

@testable import JoistArguments

@Suite("Words") struct WordTests {
  @Test("Words are classified by their form") func forms() {
    #expect(Word("--") == .terminator)
    #expect(Word("--name") == .long("name", value: nil))
    #expect(Word("--name=a=b") == .long("name", value: "a=b"))
    #expect(Word("-n") == .short(["n"]))
    #expect(Word("-") == .value("-"))
    #expect(Word("") == .value(""))
    #expect(Word("-1.5e3") == .value("-1.5e3"))
  }

  @Test(
    "Names are converted to kebab case",
    arguments: [
      ("numUsers", "num-users"), ("eventTS", "event-ts"), ("parseJSONLines", "parse-json-lines"), ("input", "input"),
      ("WordCount", "word-count"), ("job_name", "job-name"), ("w9Client", "w9-client"), ("_hidden", "hidden"), ("", ""),
    ])
  func kebabCase(name: String, expected: String) { #expect(name.kebabCased == expected) }

  @Test("The edit distance counts swapped letters as one") func distances() {
    #expect(Suggestion.distance("kitten", "sitting") == 3)
    #expect(Suggestion.distance("bacth", "batch") == 1)
    #expect(Suggestion.distance("", "abc") == 3)
    #expect(Suggestion.nearest(to: "up", among: ["upp", "down"]) == "upp")
    #expect(Suggestion.nearest(to: "--key-seperatr", among: ["--keys", "--key-separator"]) == "--key-separator")
    #expect(Suggestion.nearest(to: "--kay-seperatr", among: ["--key-separator"]) == nil)
    #expect(Suggestion.nearest(to: "sideways", among: ["up", "down"]) == nil)
  }
}
