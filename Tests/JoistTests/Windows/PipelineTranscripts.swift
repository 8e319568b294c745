import Testing
import TranscriptPipelines
import Transcripts

@Suite("Transcripts as pipelines") struct PipelineTranscripts {
  private static let file = Transcript.folder?.appending(path: "generated_transcripts.json")

  @Test(
    "A pipeline emits the panes that implementations of Beam agree on, from a grouping and from a combine",
    .enabled(if: file != nil, "JOIST_SHARED names no folder with conformance/generated_transcripts.json"))
  func panes() throws {
    var cases = 0
    for transcript in try Transcript.read(try #require(Self.file)) where !transcript.isDisputed {
      cases += 1
      let pipeline = try PipelineTranscript(transcript)
      let difference = try pipeline.difference()
      #expect(
        difference == nil,
        "\(transcript.name) \(transcript.trigger), step \(difference?.step ?? 0)\n\(difference?.text ?? "")")
      let sums = try pipeline.grouped().map { panes in
        panes.map { pane in
          var sum = pane
          sum.values = [pane.values.reduce(0, +)]
          return sum
        }
      }
      #expect(try pipeline.summed().map { Set($0) } == sums.map { Set($0) }, "\(transcript.name), combined")
    }
    #expect(cases >= 143, "\(cases) cases")
  }
}
