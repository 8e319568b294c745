import Foundation
import JoistArguments
import TranscriptPipelines
import Transcripts

/// Runs transcripts of triggers as pipelines on the engine.
@main struct RunTranscripts: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "transcripts",
      abstract: "Runs transcripts of triggers on the engine.",
      discussion: """
        A transcript is a windowing and a script: elements, watermarks and processing times, each with the panes that it puts out. \
        Prints the first difference of each that fails, pane by pane. One on which implementations of Beam disagree is only counted: \
        whose panes are as ours. One that asks for an error passes if it fails so.
        """)
  }

  @Argument(help: "JSON files in the format of Beam's transcripts, or of generated ones.") var files: [String]
  @Option(help: "Run only the transcript with this name.") var only: String?

  func run() throws {
    var (passed, failed) = (0, 0)
    var disputed: [String: Int] = [:]
    for file in files {
      for transcript in try Transcript.read(URL(filePath: file)) where only == nil || only == transcript.name {
        if transcript.isDisputed {
          disputed[try owner(of: transcript, printsDifferences: only != nil), default: 0] += 1
        } else if let reason = try failure(of: transcript) {
          failed += 1
          print("\(transcript.name): \(reason)")
        } else {
          passed += 1
        }
      }
    }
    if !disputed.isEmpty {
      let counts = disputed.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      print("implementations disagree: \(counts.joined(separator: ", "))")
    }
    print("passed=\(passed) failed=\(failed) total=\(passed + failed)")
    if failed > 0 { throw ExitCode.failure }
  }

  /// Why a transcript fails; nil if it passes.
  private func failure(of transcript: Transcript) throws -> String? {
    if transcript.timestampCombiner == "OUTPUT_AT_EARLIEST_TRANSFORMED" {
      return "the timestamp combiner \(transcript.timestampCombiner) cannot be expressed in Beam's portable form"
    }
    let difference = try PipelineTranscript(transcript).difference()
    guard let error = transcript.error else {
      return difference.map { "step \($0.step + 1) (\(transcript.steps[$0.step].action)): \($0.text)" }
    }
    guard let difference else { return "it passed, and should have failed with \"\(error)\"" }
    return difference.text.contains(error)
      ? nil : "it should have failed with \"\(error)\", and did so: \(difference.text)"
  }

  /// The implementation whose panes are as ours.
  private func owner(of transcript: Transcript, printsDifferences: Bool) throws -> String {
    let run = try PipelineTranscript(transcript)
    for name in ["java", "python"] {
      guard let difference = try run.difference(from: name) else { return "as \(name)" }
      if printsDifferences { print("\(name) differs in step \(difference.step + 1): \(difference.text)") }
    }
    return "as neither"
  }
}
