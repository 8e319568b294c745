import Testing

@testable import JoistArguments

private struct Tool: ParsableCommand {
  static var configuration: CommandConfiguration { CommandConfiguration(subcommands: [Read.self, Write.self]) }
  struct Read: ParsableCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(abstract: "Reads what's there.") }
    @Option(name: .shortAndLong, help: "How [it] runs.") var mode = Mode.batch
    @Option(completion: .file(extensions: ["txt"])) var input: String
  }
  struct Write: ParsableCommand {
    @Flag var loud = false
    @Argument(completion: .directory) var folder: String
  }
}

@Suite("Completion") struct CompletionTests {
  @Test("The script completes in bash") func bashScript() throws {
    let script = Tool.completionScript(for: .bash)
    #expect(try bash(script, words: ["tool", ""]) == ["-h", "--help", "read", "write"])
    #expect(try bash(script, words: ["tool", "w"]) == ["write"])
    #expect(try bash(script, words: ["tool", "read", "--"]) == ["--mode", "--input", "--help"])
    #expect(try bash(script, words: ["tool", "read", "--mode", "b"]) == ["batch"])
    #expect(try bash(script, words: ["tool", "write", "--l"]) == ["--loud"])
  }

  @Test("The script for zsh has every option") func zsh() {
    let script = Tool.completionScript(for: .zsh)
    #expect(script.hasPrefix("#compdef tool"))
    #expect(script.contains(#"'--mode[How \[it\] runs.]:value:(streaming batch)'"#))
    #expect(script.contains(#"'--input[]:value:_files -g "*.txt"'"#))
    #expect(script.contains(#"'read:Reads what'\''s there.'"#))
  }

  @Test("The script for fish has every option") func fish() {
    let script = Tool.completionScript(for: .fish)
    #expect(script.contains("-n 'not __fish_seen_subcommand_from read write' -a write"))
    #expect(
      script.contains("-n '__fish_seen_subcommand_from read' -s m -l mode -d 'How [it] runs.' -r -a 'streaming batch'"))
  }

  @Test("The script is printed on request, and unknown shells are refused") func request() {
    #expect(refusal(WordCount.self, "--generate-completion-script", "fish").hasPrefix("# Completion of word-count"))
    #expect(refusal(WordCount.self, "--generate-completion-script=tcsh").contains("it must be one of: bash, zsh, fish"))
  }
}
