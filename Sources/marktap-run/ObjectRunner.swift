import Glibc
import Runtime

/// Runs a finished object, as its command line says.
struct ObjectRunner {
  /// How it is used.
  private static let usage = """
    usage: marktap-run [-c COMMAND | -x PID] [-o FILE] [-s MEGABYTES] [-v] OBJECT [GLOBAL=VALUE ...]

    """

  /// The words of the command line, the program's name first.
  private let arguments: [String]

  /// Creates a runner for the command line `arguments`.
  init(_ arguments: [String]) { self.arguments = arguments }

  /// What the command line asks for.
  private struct Order {
    /// The object.
    var path = ""
    /// The first values of globals.
    var settings: [(name: String, value: String)] = []
    /// How it is to be run.
    var request = RunRequest()
    /// Whether the verifier's log is shown.
    var showsLog = false
  }

  /// What is wrong with the command line.
  private struct UsageError: Error {}

  /// Runs the object and returns the exit status: 0 if all was done, 1 if the script failed, 2 if the command line
  /// is wrong, 3 if the world said no.
  func status() -> CInt {
    do {
      let order = try order()
      return run(order)
    } catch let error as RunError {
      return complain(error.description)
    } catch {
      Self.say(Self.usage)
      return 2
    }
  }

  /// Returns what the command line asks for.
  private func order() throws -> Order {
    var order = Order()
    var rest = arguments.dropFirst()
    while let word = rest.popFirst() {
      if order.path.isEmpty, word.hasPrefix("-"), word.count == 2 {
        try read(option: word, &rest, into: &order)
      } else if order.path.isEmpty {
        order.path = word
      } else {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw UsageError() }
        order.settings.append((String(parts[0]), String(parts[1])))
      }
    }
    if order.path.isEmpty { throw UsageError() }
    return order
  }

  /// Reads `option`, whose value is the first word of `rest`.
  private func read(
    option: String, _ rest: inout ArraySlice<String>, into order: inout Order
  ) throws {
    if option == "-v" {
      order.showsLog = true
      return
    }
    guard let value = rest.popFirst() else { throw UsageError() }
    switch option {
    case "-c": order.request.command = try TracedCommand(line: value)
    case "-o": order.request.outputFiles = OutputFiles(pattern: value, rotation: nil)
    case "-x":
      guard let process = Int32(value) else { throw UsageError() }
      order.request.target = process
    case "-s":
      guard let megabytes = Int(value), (1...2048).contains(megabytes) else { throw UsageError() }
      order.request.setBufferSize(megabytes: megabytes)
    default: throw UsageError()
    }
  }

  /// Does what `order` says.
  private func run(_ order: Order) -> CInt {
    do {
      var object = try FinishedObject(Files.bytes(of: order.path))
      for setting in order.settings { try object.set(setting.name, to: setting.value) }
      let report = try object.run(order.request, observer: RunObserver(receive: Self.show))
      for loss in report.losses {
        Self.show(.warning("\(loss.count) records of '\(loss.point)' were lost; try -s"))
      }
      return report.errorCount > 0 ? 1 : 0
    } catch RunError.rejected(let rejection) {
      if order.showsLog { Self.say(rejection.log) }
      return complain(rejection.description)
    } catch {
      return complain("\(error)")
    }
  }

  /// Says what went wrong in the world, and returns the exit status for that.
  private func complain(_ message: String) -> CInt {
    Self.say("marktap-run: error: \(message)\n")
    return 3
  }

  /// Shows what a run says beside its output.
  private static func show(_ message: RunMessage) {
    switch message {
    case .error(let text): say("ERROR: \(text)\n")
    case .warning(let text): say("WARNING: \(text)\n")
    case .note(let text): say(text + "\n")
    }
  }

  /// Writes `text` to the standard error.
  private static func say(_ text: String) {
    var text = text
    _ = text.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
