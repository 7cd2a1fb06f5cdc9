import Runtime

/// What a command line of `marktap-run` asks for.
struct ObjectOrder {
  /// How the tool is used.
  static let usage = """
    usage: marktap-run [OPTIONS] OBJECT [GLOBAL=VALUE ...]
           marktap-run -A PID
      -c COMMAND    start a command when all probes are ready, and end with it
      -x PID        the process that target() names
      -o FILE       write the output to a file; its name may hold conversions of strftime
      -S SIZE[,N]   go on to another file after so many megabytes, and keep N of them
      -s MEGABYTES  the size of the buffer between kernel and tool
      -T SECONDS    end after so many seconds
      -L            go on in the background, and print the process id
      -A PID        show what a run in the background has recorded and records
      -w            suppress warnings
      -v            show the log of the verifier

    """

  /// What is wrong with a command line.
  struct UsageError: Error {}

  /// The object; empty if a recording is to be read.
  private(set) var path = ""
  /// The first values of globals.
  private(set) var settings: [(name: String, value: String)] = []
  /// How it is to be run.
  private(set) var request = RunRequest()
  /// The process in the background that is to be read; `nil` if an object is to run.
  private(set) var recorder: Int32?
  /// `true` iff the verifier's log is shown.
  private(set) var showsLog = false
  /// `true` iff warnings are not shown.
  private(set) var hidesWarnings = false
  /// `true` iff the run goes on in the background.
  private(set) var runsInBackground = false

  /// Reads the command line `words`, without the name of the program.
  ///
  /// - Throws: `UsageError` if it is wrong, `RunError` if there is no command in the text of `-c`.
  init(_ words: ArraySlice<String>) throws {
    var rest = words
    var pattern: String?
    var rotation: OutputFiles.Rotation?
    while let word = rest.popFirst() {
      if path.isEmpty, word.hasPrefix("-"), word.count == 2 {
        switch word {
        case "-v": showsLog = true
        case "-w": hidesWarnings = true
        case "-L": runsInBackground = true
        case "-o": pattern = try Self.value(&rest)
        case "-S": rotation = try Self.rotation(Self.value(&rest))
        default: try read(word, Self.value(&rest))
        }
      } else if path.isEmpty {
        path = word
      } else {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw UsageError() }
        settings.append((String(parts[0]), String(parts[1])))
      }
    }
    guard path.isEmpty == (recorder != nil), rotation == nil || pattern != nil else {
      throw UsageError()
    }
    request.outputFiles = pattern.map { OutputFiles(pattern: $0, rotation: rotation) }
    if runsInBackground, pattern == nil { request.recordingSize = request.bufferSize }
  }

  /// Reads the option `name` with its `value`.
  private mutating func read(_ name: String, _ value: String) throws {
    switch name {
    case "-c": request.command = try TracedCommand(line: value)
    case "-x": request.target = Int32(try Self.number(value, in: 1...Int(Int32.max)))
    case "-A": recorder = Int32(try Self.number(value, in: 1...Int(Int32.max)))
    case "-s": request.setBufferSize(megabytes: try Self.number(value, in: 1...4095))
    case "-T":
      request.timeLimit = Int64(try Self.number(value, in: 1...1_000_000_000)) * 1_000_000_000
    default: throw UsageError()
    }
  }

  /// Returns the first of `rest`, the value of an option.
  private static func value(_ rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst() else { throw UsageError() }
    return value
  }

  /// Returns the number that `text` writes, if it is one of `range`.
  private static func number(_ text: String, in range: ClosedRange<Int>) throws -> Int {
    guard let number = Int(text), range.contains(number) else { throw UsageError() }
    return number
  }

  /// Returns the rotation that `text` says.
  private static func rotation(_ text: String) throws -> OutputFiles.Rotation {
    guard let rotation = OutputFiles.Rotation(text: text) else { throw UsageError() }
    return rotation
  }
}
