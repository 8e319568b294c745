import JoistArguments
import Testing

@Suite("Messages") struct MessageTests {
  @Test func unknownOptionSuggestsTheNearest() {
    let message = refusal(WordCount.self, "--inptu", "x")
    #expect(message.hasPrefix("error: unknown option '--inptu'\n  hint: did you mean '--input'?\nusage: word-count "))
    #expect(refusal(WordCount.self, "--jobName", "x").contains("did you mean '--job-name'?"))
    #expect(!refusal(WordCount.self, "--something-else").contains("did you mean"))
  }

  @Test func hiddenNamesAreNotSuggested() {
    #expect(!refusal(Cluster.Shared.self, "--secert=x").contains("did you mean"))
  }

  @Test func unknownLetterNamesItsGroup() {
    #expect(refusal(WordCount.self, "-vx").contains("unknown option '-x' in '-vx'"))
    #expect(refusal(WordCount.self, "-x").contains("unknown option '-x'\n"))
  }

  @Test func valuesSayWhatWouldHaveBeenRight() {
    let mode = refusal(WordCount.self, "--mode", "bacth")
    #expect(mode.contains("the value 'bacth' is not valid for '--mode <mode>'"))
    #expect(mode.contains("detail: it must be one of: streaming, batch\n  hint: did you mean 'batch'?"))
    #expect(
      refusal(WordCount.self, "--num-users", "five").contains("it must be a whole number from -9223372036854775808"))
    #expect(refusal(WordCount.self, "--rate", "fast").contains("it must be a number"))
    #expect(refusal(WordCount.self, "--input").contains("error: missing value for '--input <input>'"))
    #expect(refusal(WordCount.self, "--input", "--verbose").contains("error: missing value for '--input <input>'"))
  }

  @Test func refusedArgumentsEndWithTwoAndHelpWithZero() {
    #expect(code("--bogus") == 2)
    #expect(code("up", "--bogus") == 2)
    #expect(code("--help") == 0)
    #expect(code("up", "--bogus", "--help") == 0)
    #expect(code("up", "--address=") == 2)
    #expect(code("--version") == 0)
  }

  private func code(_ arguments: String...) -> Int32? {
    do {
      _ = try Cluster.Root.parseAsRoot(arguments)
      return nil
    } catch {
      return Cluster.Root.exitCode(for: error).rawValue
    }
  }
}
