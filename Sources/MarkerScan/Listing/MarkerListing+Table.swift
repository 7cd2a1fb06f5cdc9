import KernelDescription

extension MarkerListing {
  /// A table for people: the markers, each with its subsystem, format and arguments, then a line that counts
  /// them. A tracepoint without an event has no format, and its arguments are those of its prototype.
  package var table: String {
    var rows = [["MARKER", "SYSTEM", "FORMAT", "ARGUMENTS"]]
    for event in events {
      rows.append([
        event.name, event.system, event.markerFormat,
        event.fields.map(\.name).joined(separator: ", "),
      ])
    }
    for marker in compiledMarkers {
      let arguments = marker.parsedFormat(wordSize: kernel.identity.wordSize).arguments
      rows.append([
        marker.name, marker.module ?? "-", marker.format,
        arguments.map { $0.name ?? $0.typeText }.joined(separator: ", "),
      ])
    }
    for tracepoint in bareTracepoints {
      rows.append([
        tracepoint.name, tracepoint.module ?? "-", "-",
        tracepoint.parameters.map { "\($0.typeText) \($0.name)" }.joined(separator: ", "),
      ])
    }
    return Self.aligned(rows) + summary
  }

  /// What was counted.
  private var summary: String {
    """

    Linux \(kernel.identity.release): \(markerCount)\(events.count) events, \
    \(kernel.tracepointCount) tracepoints (\(bareTracepoints.count) without an event), \
    \(kernel.systemCalls.count { $0.hasEvent }) system calls, \(kernel.types.count) types

    """
  }

  /// How many markers were compiled in, where there are any.
  private var markerCount: String {
    compiledMarkers.isEmpty ? "" : "\(compiledMarkers.count) markers, "
  }

  /// Returns lines in which the cells of a column start below one another. Formats wider than `widthLimit`
  /// push what follows to the right instead of widening the column for all.
  package static func aligned(_ rows: [[String]]) -> String {
    let columns = rows[0].indices.dropLast()
    let widths = columns.map { column in
      min(rows.map { $0[column].utf8.count }.max() ?? 0, widthLimit)
    }
    var text = ""
    for row in rows {
      for column in columns {
        let width = row[column].utf8.count
        text += row[column]
        text += String(repeating: " ", count: max(0, widths[column] - width) + 2)
      }
      text += row[columns.endIndex]
      while text.last == " " { text.removeLast() }
      text += "\n"
    }
    return text
  }

  /// How wide a column may become.
  private static var widthLimit: Int { 40 }
}
