import JoistArguments
import Testing

@Suite("Help") struct HelpTests {
  @Test("The help shows every kind of parameter") func parameters() {
    #expect(
      WordCount.helpMessage(columns: 80) == """
        USAGE: word-count [<options>] [<files> ...]

        ARGUMENTS:
          <files> ...             More files.

        OPTIONS:
          --input <input>         Text to read. (default: README.md)
          -o, --output <output>   Where to write.
          --mode <mode>           How it runs. (values: streaming, batch; default:
                                  streaming)
          --num-users <users>     How many. (default: 5)
          -r, --rate <rate>
          --topic <topic>         A topic; may be repeated.
          --ports <ports>
          -v, --verbose           Say more.
          -q
          --confirm/--no-confirm  Ask first. (default: --confirm)
          --loud
          --job-name <job-name>   (default: word-count)
          -h, --help              Show help information.
        """)
  }

  @Test("The help shows all names of an option, short ones first") func names() {
    struct Reader: ParsableArguments {
      @Option(name: [.long, .customLong("max-messages"), .customShort("c")], help: "How many.") var count: Int?
    }
    #expect(Reader.helpMessage(columns: 80).contains("  -c, --count, --max-messages <count>\n"))
    #expect(refusal(Reader.self, "-c", "many").contains("not valid for '--count <count>'"))
  }

  @Test("The help lists subcommands") func subcommands() {
    #expect(
      Cluster.Root.helpMessage(columns: 80) == """
        OVERVIEW: A cluster.

        USAGE: cluster <subcommand>

        OPTIONS:
          --version               Show the version.
          -h, --help              Show help information.

        SUBCOMMANDS:
          up, start               Starts it.
          down                    Stops it.

          See 'cluster help <subcommand>' for detailed help.
        """)
  }

  @Test("Groups have a heading, and hidden options are not shown") func groups() {
    let help = Cluster.Up.helpMessage(columns: 80)
    #expect(help.contains("USAGE: up [--address <address>] [--kafka]"))
    #expect(help.contains("CONNECTION OPTIONS:\n  --address <address>     Where it listens. (default: localhost)"))
    #expect(!help.contains("secret"))
    #expect(Cluster.Up.helpMessage(includeHidden: true, columns: 80).contains("--secret"))
  }

  @Test("The help of a subcommand has two spellings") func spellings() {
    let messages = [["help", "up"], ["up", "--help"], ["up", "-h"]].map { arguments in
      do {
        _ = try Cluster.Root.parseAsRoot(arguments)
        return ""
      } catch {
        return Cluster.Root.fullMessage(for: error)
      }
    }
    #expect(messages[0].contains("USAGE: cluster up "))
    #expect(messages == Array(repeating: messages[0], count: 3))
  }
}
