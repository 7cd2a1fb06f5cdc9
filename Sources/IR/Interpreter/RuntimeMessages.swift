/// The words of failures at run time, as SystemTap has them.
package struct RuntimeMessages: Sendable {
  /// The program that failed.
  private let program: Program

  /// How many places a message names; those of deep recursion are the same ones again and again.
  private static let mostPlaces = 6

  /// Creates the messages of `program`.
  package init(_ program: Program) { self.program = program }

  /// Returns what `catch` receives, without a place.
  package func message(of failure: Failure) -> [UInt8] {
    switch failure.kind {
    case .raised, .badArgument: failure.text
    default: Array(words(of: failure).utf8)
    }
  }

  /// Returns what stands behind `ERROR: `: the message, near which token it happened, which calls led there, and
  /// in which probe, if `probe` is the number of one.
  ///
  ///     division by 0 near operator '/' at a.stp:1:9 (called from identifier 'f' at a.stp:4:3) in probe begin
  package func text(of failure: Failure, inProbe probe: Int? = nil) -> [UInt8] {
    let places = ([failure.location] + failure.callers).flatMap(self.places)
    var text = message(of: failure)
    for (index, place) in places.prefix(Self.mostPlaces).enumerated() {
      text += Array((index == 0 ? " near \(place)" : " (called from \(place))").utf8)
    }
    if places.count > Self.mostPlaces {
      text += Array(" (and \(places.count - Self.mostPlaces) more calls)".utf8)
    }
    if !places.isEmpty, let probe, program.probes.indices.contains(probe) {
      text += Array(" in probe \(program.probes[probe].point)".utf8)
    }
    return text
  }

  /// Returns the place numbered `id`, and those of the calls that brought it there, in words.
  private func places(of id: LocationID) -> [String] {
    var places: [String] = []
    var next = id
    // A damaged object may hold any numbers, even a circle of them.
    while next.index > 0, next.index < program.locations.count,
      places.count < program.locations.count
    {
      let location = program[next]
      let token = location.token.isEmpty ? "" : "\(location.token) at "
      places.append("\(token)\(location.file):\(location.line):\(location.column)")
      next = location.caller
    }
    return places
  }

  /// Returns the words for a failure of a kind that has no text of its own.
  private func words(of failure: Failure) -> String {
    switch failure.kind {
    case .divisionByZero: "division by 0"
    case .readFault: "read fault [man error::fault] at \(address(failure))"
    case .userStringFault: "user string copy fault -14 at \(address(failure)) [man error::fault]"
    case .kernelStringFault: "kernel string copy fault at \(address(failure)) [man error::fault]"
    case .arrayOverflow: overflow(of: failure.operand)
    case .emptyAggregate: "empty aggregate"
    case .bucketOutOfRange: "histogram index out of range"
    case .indexOutOfRange: "array index \(failure.operand) out of range"
    case .actionsExceeded: "MAXACTION exceeded"
    case .nestingExceeded: "MAXNESTING exceeded"
    case .recordOverflow: "captured values do not fit into a record"
    case .raised, .badArgument: ""
    }
  }

  /// Returns the operand as an address.
  private func address(_ failure: Failure) -> String {
    "0x" + String(UInt64(bitPattern: failure.operand), radix: 16)
  }

  /// Returns the words for a global that is full.
  private func overflow(of number: Int64) -> String {
    guard let index = Int(exactly: number), program.globals.indices.contains(index) else {
      return "Array overflow"
    }
    let global = program.globals[index]
    if global.capacity == program.limits.maximumMapEntries {
      return "Array overflow, check MAXMAPENTRIES"
    }
    return "Array overflow, check size limit (\(global.capacity))"
  }
}
