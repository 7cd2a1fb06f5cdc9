import BPF

/// An object on its way into the running kernel.
struct ObjectToLoad {
  /// The bytes of its file.
  let file: [UInt8]
  /// What is in them.
  let content: LoadableObject
  /// The size that the ring buffer is to have, in bytes.
  let ringSize: Int
  /// Returns the probe point of the program of a given name, for messages.
  let point: (String) -> String
  /// Returns the numbers of the probes that the program of a given name runs.
  var probes: (String) -> [Int] = { _ in [] }

  /// Returns the rejection of the program `name`, of which the verifier wrote `log`.
  func rejection(of name: String, log: VerifierLog) -> RunError.Rejection {
    let code = content.object.programs.first { $0.name == name }?.code
    // Functions stand behind the program; what is in them is not looked for.
    let line = log.lastInstruction.flatMap { instruction in
      code?.lines.last { $0.slot <= instruction && instruction < code?.slots.count ?? 0 }?.line
    }
    return RunError.Rejection(
      place: line.map { "\($0.file):\($0.line):\($0.column)" } ?? "", line: line?.text ?? "",
      point: point(name), probes: probes(name), reason: log.reason, log: log.text)
  }
}
