/// What an object says of itself in its section `.marktap.manifest`: lines of a key and a value.
///
///     marktap 1
///     tool 0.1.0
///     release 6.18.44
///     build-id 5f0c…
///     tracepoint sched_switch 4 2:4u 1:8p
///     event sched:sched_switch 64 prev_pid@24:4s
///
/// A line `function` names a function of the kernel, and the same of its arguments of 8 bytes each.
/// A line `tracepoint` names a tracepoint, the number of its arguments, and of each one that the
/// object uses the position, the size in bytes, and `s`igned, `u`nsigned or `p`ointer to a structure.
/// A line `event` names a trace event, the length of the fixed part of its record, and of each field that
/// the object uses the name, the offset, the size, and `s` or `u`.
package struct Manifest: Hashable, Sendable {
  /// The version of the format that this tool writes and reads.
  package static let version = "1"

  /// The version of the format.
  package var formatVersion = Manifest.version
  /// The version of the tool that made the object.
  package var toolVersion: String
  /// The release of the kernel that the object was made for.
  package var release: String
  /// The build id of that kernel in hexadecimal digits.
  package var buildID: String
  /// The markers that the object attaches to, in the order of the probes.
  package var markers: [ExpectedMarker]

  /// Creates the manifest of an object that expects `markers`.
  package init(toolVersion: String, release: String, buildID: String, markers: [ExpectedMarker]) {
    self.toolVersion = toolVersion
    self.release = release
    self.buildID = buildID
    self.markers = markers
  }

  /// Reads a manifest; lines with keys that are not known are skipped.
  ///
  /// `nil` if a line that is known cannot be read, or the first one is missing.
  package init?(text: String) {
    self.init(toolVersion: "", release: "", buildID: "", markers: [])
    formatVersion = ""
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2 else { return nil }
      let value = String(words[1])
      switch words[0] {
      case "marktap": formatVersion = value
      case "tool": toolVersion = value
      case "release": release = value
      case "build-id": buildID = value
      case "tracepoint", "event", "function":
        guard let marker = ExpectedMarker(line: line) else { return nil }
        markers.append(marker)
      default: continue
      }
    }
    if formatVersion.isEmpty { return nil }
  }

  /// The lines.
  package var text: String {
    var lines = ["marktap \(formatVersion)", "tool \(toolVersion)", "release \(release)"]
    if !buildID.isEmpty { lines.append("build-id \(buildID)") }
    lines += markers.map(\.line)
    return lines.map { $0 + "\n" }.joined()
  }
}

/// A marker that an object attaches to, and what the object takes for granted of it.
package struct ExpectedMarker: Hashable, Sendable {
  /// What kind of marker it is.
  package enum Kind: String, Hashable, Sendable {
    /// A tracepoint with the arguments of its prototype.
    case tracepoint
    /// A trace event with the fields of its record.
    case event
    /// A function with the arguments of its prototype.
    case function
  }

  /// How a value is to be understood.
  package enum Interpretation: Character, Hashable, Sendable {
    /// A signed number.
    case signed = "s"
    /// An unsigned number, or bytes.
    case unsigned = "u"
    /// A pointer to a structure that BTF knows.
    case pointer = "p"
  }

  /// A part of the marker that the object uses.
  package struct Part: Hashable, Sendable {
    /// The name of a field; the position of an argument in decimal.
    package let name: String
    /// The offset of a field in bytes; `nil` for an argument.
    package let offset: Int?
    /// The size in bytes.
    package let size: Int
    /// How it is to be understood.
    package let interpretation: Interpretation

    /// Creates a part.
    package init(name: String, offset: Int?, size: Int, interpretation: Interpretation) {
      self.name = name
      self.offset = offset
      self.size = size
      self.interpretation = interpretation
    }
  }

  /// What kind of marker it is.
  package let kind: Kind
  /// The name of a tracepoint; system and name of an event with a colon between.
  package let name: String
  /// The number of arguments of a tracepoint; the length of the fixed part of an event's record.
  package let extent: Int
  /// What the object uses of it, each part once.
  package var parts: [Part]

  /// Creates an expectation.
  package init(kind: Kind, name: String, extent: Int, parts: [Part]) {
    self.kind = kind
    self.name = name
    self.extent = extent
    self.parts = parts
  }
}
