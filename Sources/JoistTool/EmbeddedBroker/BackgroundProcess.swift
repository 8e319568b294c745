#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// This program again, in a process that goes on when this one ends.
///
/// The two speak once, through the new process's standard output: it writes one line when it is ready, and from then on has
/// nothing of the terminal any more. What it says before, it says on the standard error output of both.
enum BackgroundProcess {
  /// Starts this program with other arguments and waits until it is ready.
  /// - Returns: the line that it says.
  /// - Throws: `BrokerFailure` where it does not start, or ends instead of being ready.
  static func start(_ arguments: [String]) throws(BrokerFailure) -> String {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system("no pipe can be made") }
    let (reading, writing) = (ends[0], ends[1])
    defer { close(reading) }
    do {
      defer { close(writing) }
      _ = fcntl(reading, F_SETFD, FD_CLOEXEC)
      try spawn(arguments, output: writing)
    }
    guard let line = LineOfFile.read(from: reading) else {
      throw BrokerFailure("the broker did not start")
    }
    return line
  }

  /// Called by the new process at its start: it leaves the group, the terminal and the folder of the one that started it.
  static func leaveTerminal() {
    setsid()
    _ = chdir("/")
  }

  /// Called by the new process when it is ready: says so, and lets go of the terminal.
  /// - Throws: `BrokerFailure` where the other one is gone.
  static func tellStarter(_ line: String) throws(BrokerFailure) {
    signal(SIGPIPE, SIG_IGN)
    guard LineOfFile.write(line, to: STDOUT_FILENO) else { throw .system("nobody waits for the broker") }
    let nowhere = open("/dev/null", O_RDWR)
    guard nowhere >= 0 else { throw .system("/dev/null cannot be opened") }
    for file in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(nowhere, file) }
    if nowhere > STDERR_FILENO { close(nowhere) }
  }

  private static func spawn(_ arguments: [String], output: Int32) throws(BrokerFailure) {
    let program = try ownPath()
    // No other file goes along: a lock or a pipe of a script would wait for the broker's end.
    for file in STDERR_FILENO + 1..<min(getdtablesize(), 65_536) { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, program, &actions, nil, &words, environ)
    guard code == 0 else { throw BrokerFailure("\(program) cannot be started: \(String(cString: strerror(code)))") }
  }

  /// The path of this program's file.
  private static func ownPath() throws(BrokerFailure) -> String {
    #if canImport(Darwin)
      var size = UInt32(PATH_MAX)
      let path = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(size)) { room in
        _NSGetExecutablePath(room.baseAddress, &size) == 0 ? room.baseAddress.map { String(cString: $0) } : nil
      }
    #else
      let path = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { room -> String? in
        let count = room.baseAddress.map { readlink("/proc/self/exe", $0, room.count - 1) } ?? 0
        return count > 0 ? String(decoding: room.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
      }
    #endif
    guard let path else { throw .system("this program does not find its own file") }
    return path
  }
}
