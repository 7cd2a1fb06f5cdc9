import Glibc
import Runtime

/// Shows a run on the whole terminal, and takes keys: what `--monitor` does.
final class MonitorScreen: RunMonitor {
  /// How much of the output is kept, in bytes.
  private static let outputSize = 1 << 16
  /// What can be typed.
  private static let keys =
    "c reset globals, s sort, t toggle a probe, r resume, p pause, x hide, q quit, up and down"

  /// The terminal.
  let terminal: Terminal
  /// The time between two views, in nanoseconds.
  let interval: Int64
  /// What the script printed last.
  private var output: [UInt8] = []
  /// What the probes are sorted by.
  private var order = MonitorLayout.Order.number
  /// How many probes are left out at the top.
  private var offset = 0
  /// `true` iff only output is shown.
  private var isHidden = false
  /// The digits of the probe that is to be toggled; `nil` if none is being typed.
  private var typed: String?
  /// `true` iff the terminal shows something else again.
  private var isClosed = false

  /// Takes the terminal, to show the run every so many `seconds`.
  ///
  /// - Throws: `ExitStatus.refused` if there is none, after saying so.
  init(seconds: Double) throws(ExitStatus) {
    terminal = try Console.reporting { () throws(SystemError) in try Terminal() }
    interval = Int64(seconds * 1e9)
    // The second screen, without a cursor (xterm, control sequences).
    Console.write("\u{1b}[?1049h\u{1b}[?25l", to: .output)
  }

  /// Keeps `bytes`, or the last of them.
  func receive(_ bytes: UnsafeRawBufferPointer) {
    output += bytes
    if output.count > Self.outputSize { output.removeFirst(output.count - Self.outputSize) }
  }

  /// Returns what has been asked for since the last time.
  func requests() -> [MonitorRequest] {
    let keys = terminal.keys()
    // Cursor keys come as an escape, a bracket and a letter.
    if keys.starts(with: [0x1b, UInt8(ascii: "[")]), keys.count > 2 {
      scroll(keys[2])
      return []
    }
    return keys.compactMap { request(for: Character(UnicodeScalar($0))) }
  }

  /// Moves the list of probes as the cursor key with this `letter` says.
  private func scroll(_ letter: UInt8) {
    if letter == UInt8(ascii: "A") { offset = max(0, offset - 1) }
    if letter == UInt8(ascii: "B") { offset += 1 }
  }

  /// Returns what `key` asks for; `nil` if nothing, or only for another view.
  private func request(for key: Character) -> MonitorRequest? {
    if let digits = typed {
      if key == "\n" || key == "\r" { typed = nil } else { typed = digits + String(key) }
      return typed == nil ? Int(digits).map { .toggle($0) } : nil
    }
    switch key {
    case "q": return .end
    case "c": return .resetGlobals
    case "p": return .pause
    case "r": return .resume
    case "s": order = order.next
    case "t": typed = ""
    case "x": isHidden.toggle()
    default: break
    }
    return nil
  }

  /// Shows `snapshot`.
  func show(_ snapshot: RunSnapshot) {
    let (rows, columns) = terminal.size
    offset = min(offset, max(0, snapshot.probes.count - 1))
    let printed = String(decoding: output, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let layout = MonitorLayout(
      snapshot: snapshot, order: order, offset: offset, output: printed.dropLast(),
      prompt: typed.map { "toggle the probe with this number: \($0)" } ?? Self.keys)
    let lines =
      isHidden ? Array(printed.suffix(rows)) : layout.lines(rows: rows, columns: columns)
    let text = lines.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n")
    Console.write("\u{1b}[H\(text)\u{1b}[J", to: .output)
  }

  /// Leaves the terminal as it was, with the last output of the script.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    Console.write("\u{1b}[?25h\u{1b}[?1049l", to: .output)
    terminal.restore()
    Console.write(String(decoding: output, as: UTF8.self), to: .output)
  }
}
