import Foundation

/// What bash would offer for the words typed, the last one being completed, by a completion script.
func bash(_ script: String, words: [String]) throws -> [String] {
  let quoted = words.map { "'\($0)'" }.joined(separator: " ")
  let program = """
    \(script)
    COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1)
    _\(words[0])
    printf '%s\\n' "${COMPREPLY[@]}"
    """
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/bin/bash")
  process.arguments = ["-c", program]
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
}
