import Glibc
import Runtime

/// Runs a finished object, as its command line says.
struct ObjectRunner {
  /// The words of the command line, the program's name first.
  private let arguments: [String]

  /// Creates a runner for the command line `arguments`.
  init(_ arguments: [String]) { self.arguments = arguments }

  /// Runs the object and returns the exit status: 0 if all was done, 1 if the script failed, 2 if the command line
  /// is wrong, 3 if the world said no.
  func status() -> CInt {
    do {
      let order = try ObjectOrder(arguments.dropFirst())
      if let process = order.recorder { return try show(process) }
      return order.runsInBackground ? try startInBackground(order) : run(order, begin: nil)
    } catch is ObjectOrder.UsageError {
      say(ObjectOrder.usage)
      return 2
    } catch {
      return complain("\(error)")
    }
  }

  /// Does what `order` says; `begin` is called when all probes are ready.
  private func run(_ order: ObjectOrder, begin: (() -> Void)?) -> CInt {
    let receive = { (message: RunMessage) in
      if case .warning = message, order.hidesWarnings { return }
      if case .detail = message { return }
      say(message.text + "\n")
    }
    var observer = RunObserver(receive: receive)
    observer.begin = begin
    do {
      var object = try FinishedObject(Files.bytes(of: order.path))
      for setting in order.settings { try object.set(setting.name, to: setting.value) }
      let report = try object.run(order.request, observer: observer)
      for warning in report.warnings { receive(.warning(warning)) }
      return report.errorCount > 0 ? 1 : 0
    } catch RunError.rejected(let rejection) {
      if order.showsLog { say(rejection.log) }
      return complain(rejection.description)
    } catch {
      return complain("\(error)")
    }
  }

  /// Does what `order` says in another process, and returns when that has begun, or with its status.
  private func startInBackground(_ order: ObjectOrder) throws -> CInt {
    switch try BackgroundProcess.split() {
    case .background(let readiness): return run(order) { readiness.tell() }
    case .starter(let start):
      switch start.beginning() {
      case .ready(let process):
        try Output().write("\(process)\n")
        return 0
      case .ended(let status): return status
      }
    }
  }

  /// Shows what the run of `process` has recorded and records.
  private func show(_ process: Int32) throws -> CInt {
    let output = try Output()
    _ = try RecorderConnection(process: process).follow { bytes in
      output.write(bytes)
      return output.failure == nil
    }
    return 0
  }

  /// Says what went wrong in the world, and returns the exit status for that.
  private func complain(_ message: String) -> CInt {
    say("marktap-run: error: \(message)\n")
    return 3
  }

  /// Writes `text` to the standard error.
  private func say(_ text: String) {
    var text = text
    _ = text.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
