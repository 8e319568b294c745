/// The limits that a container or service manager sets for this process (Linux control groups, version 2 and 1).
///
/// Source: the kernel's admin-guide/cgroup-v2 (`memory.max`, `cpu.max`) and cgroup-v1/memory (`memory.limit_in_bytes`).
struct ControlGroup {
  /// Reads a file; nil: it does not exist or cannot be read.
  var read: (String) -> String?

  /// The lowest memory limit from the process's own group up to the root, in bytes; nil: none.
  var memoryLimit: Int? {
    let unified = ancestors(ofController: "").compactMap { limit("/sys/fs/cgroup\($0)/memory.max") }
    let legacy = ancestors(ofController: "memory").compactMap {
      limit("/sys/fs/cgroup/memory\($0)/memory.limit_in_bytes")
    }
    return (unified + legacy).min()
  }

  /// The processor time that the group may use, in processors, rounded up; nil: no limit.
  var processorLimit: Int? {
    ancestors(ofController: "").compactMap { group -> Int? in
      guard let words = read("/sys/fs/cgroup\(group)/cpu.max")?.split(whereSeparator: \.isWhitespace),
        words.count == 2, let quota = Int(words[0]), let period = Int(words[1]), period > 0
      else { return nil }
      return Swift.max(1, (quota + period - 1) / period)
    }.min()
  }

  /// The process's group for a controller and its ancestors, innermost first: `/a/b`, `/a`, and an empty path for the root.
  private func ancestors(ofController controller: String) -> [String] {
    let lines = (read("/proc/self/cgroup") ?? "").split(separator: "\n")
    let own = lines.lazy.compactMap { line -> Substring? in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].split(separator: ",", omittingEmptySubsequences: false).contains(controller[...])
      else { return nil }
      return parts[2]
    }.first
    guard var path = own else { return [] }
    var groups: [String] = []
    while !path.isEmpty && path != "/" {
      groups.append(String(path))
      path = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    }
    return groups + [""]
  }

  private func limit(_ path: String) -> Int? {
    read(path).flatMap { $0.split(whereSeparator: \.isWhitespace).first }.flatMap { Int($0) }
  }
}
