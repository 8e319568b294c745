import JoistArguments
import Testing

@Suite("Messages") struct MessageTests {
  @Test("The error for an unknown option suggests the nearest") func unknownOption() {
    let message = refusal(WordCount.self, "--inptu", "x")
    #expect(message.hasPrefix("error: unknown option '--inptu'\n  hint: did you mean '--input'?\nusage: word-count "))
    #expect(refusal(WordCount.self, "--jobName", "x").contains("did you mean '--job-name'?"))
    #expect(!refusal(WordCount.self, "--something-else").contains("did you mean"))
  }

  @Test("Hidden names are not suggested") func hiddenNames() {
    #expect(!refusal(Cluster.Shared.self, "--secert=x").contains("did you mean"))
  }

  @Test("The error for an unknown letter names its group") func unknownLetter() {
    #expect(refusal(WordCount.self, "-vx").contains("unknown option '-x' in '-vx'"))
    #expect(refusal(WordCount.self, "-x").contains("unknown option '-x'\n"))
  }

  @Test("The error for an invalid value says what is valid") func invalidValues() {
    let mode = refusal(WordCount.self, "--mode", "bacth")
    #expect(mode.contains("the value 'bacth' is not valid for '--mode <mode>'"))
    #expect(mode.contains("detail: it must be one of: streaming, batch\n  hint: did you mean 'batch'?"))
    #expect(
      refusal(WordCount.self, "--num-users", "five").contains("it must be an integer from -9223372036854775808"))
    #expect(refusal(WordCount.self, "--rate", "fast").contains("it must be a number"))
    #expect(refusal(WordCount.self, "--input").contains("error: missing value for '--input <input>'"))
    #expect(refusal(WordCount.self, "--input", "--verbose").contains("error: missing value for '--input <input>'"))
  }

  @Test("Refused arguments exit with code 2, and help with 0") func exitCodes() {
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
