#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Starts this program again as a process that outlives this one.
///
/// The new process writes one line to its standard output, a pipe to this process, when it is ready, and then detaches
/// from the terminal. Until then it shares this process's standard error.
enum BackgroundProcess {
  /// Starts this program with the given arguments and waits until the new process is ready.
  /// - Returns: the line that the new process writes.
  /// - Throws: `BrokerFailure` if the process does not start, or ends before it is ready.
  static func start(_ arguments: [String]) throws(BrokerFailure) -> String {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .system("a pipe cannot be created") }
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

  /// Called by the new process first: leaves the process group, the terminal and the working directory of its parent.
  static func leaveTerminal() {
    setsid()
    _ = chdir("/")
  }

  /// Called by the new process when it is ready: writes `line` to the parent and detaches from the terminal.
  /// - Throws: `BrokerFailure` if the parent has ended.
  static func tellStarter(_ line: String) throws(BrokerFailure) {
    signal(SIGPIPE, SIG_IGN)
    guard LineOfFile.write(line, to: STDOUT_FILENO) else {
      throw .system("the process that started the broker has ended")
    }
    let nowhere = open("/dev/null", O_RDWR)
    guard nowhere >= 0 else { throw .system("/dev/null cannot be opened") }
    for file in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(nowhere, file) }
    if nowhere > STDERR_FILENO { close(nowhere) }
  }

  private static func spawn(_ arguments: [String], output: Int32) throws(BrokerFailure) {
    let program = try ownPath()
    // The new process inherits no other descriptor: a script that waits for a lock or pipe to close would wait for the
    // broker.
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
    // SAFETY: the copies live until they are freed below, after posix_spawn has returned.
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
      // SAFETY: _NSGetExecutablePath writes at most `size` bytes with a zero at the end, or fails.
      let path = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(size)) { buffer in
        _NSGetExecutablePath(buffer.baseAddress, &size) == 0 ? buffer.baseAddress.map { String(cString: $0) } : nil
      }
    #else
      // SAFETY: readlink writes less than the buffer's size, and only the written bytes are read.
      let path = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer -> String? in
        let count = buffer.baseAddress.map { readlink("/proc/self/exe", $0, buffer.count - 1) } ?? 0
        return count > 0 ? String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
      }
    #endif
    guard let path else { throw .system("the path of this program cannot be found") }
    return path
  }
}
