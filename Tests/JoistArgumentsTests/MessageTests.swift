import JoistArguments
import Testing

@Suite("Messages") struct MessageTests {
  @Test("The error for an unknown option suggests the nearest") func unknownOption() {
    let message = refusal(WordCount.self, "--inptu", "x")
    #expect(message.hasPrefix("error: unknown option '--inptu'; did you mean '--input'?\nusage: word-count "))
    #expect(message.hasSuffix("\n  See 'word-count --help' for more information."))
    #expect(refusal(WordCount.self, "--jobName", "x").contains("did you mean '--job-name'?"))
    #expect(!refusal(WordCount.self, "--something-else").contains("did you mean"))
  }

  @Test(
    "An abbreviation and a longer name are suggestions, a single letter is none",
    arguments: [
      ("--num", "--num-users"), ("--inp", "--input"), ("--mode-of-running", "--mode"), ("-topics", "--topic"),
      ("--i", nil), ("--modern-times", nil),
    ])
  func beginnings(typed: String, meant: String?) {
    let message = refusal(WordCount.self, typed)
    #expect(message.hasPrefix("error: unknown option '"))
    #expect(message.contains("did you mean '\(meant ?? "")") == (meant != nil))
  }

  @Test("An option of another program for an argument or a subcommand suggests that") func otherPrograms() {
    for name in ["--source", "-s", "--sources"] {
      #expect(
        refusal(Copy.self, name, "a").hasPrefix(
          "error: unknown option '\(name)'; did you mean '<source>', which is given without a name?\n"))
    }
    #expect(!refusal(Copy.self, "-x", "a").contains("did you mean"))
    #expect(!refusal(Copy.self, "--target-folder", "a").contains("did you mean"))
    #expect(refusal(Cluster.Root.self, "--down").contains("unknown option '--down'; did you mean 'cluster down'?\n"))
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
    #expect(mode.contains("; did you mean 'batch'?\n  detail: it must be one of: streaming, batch\n"))
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
