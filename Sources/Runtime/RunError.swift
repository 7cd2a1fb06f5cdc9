import BPF
import IR

/// Why a program could not be run, or not to its end.
package enum RunError: Error, Hashable, Sendable {
  /// A system call failed.
  case system(SystemError)
  /// The command to be traced has no words.
  case emptyCommand
  /// The object is not one that this tool makes, or it is damaged; the words say where.
  case damagedObject(String)
  /// The object cannot be read.
  case unreadableObject(ObjectReadError)
  /// The object was made by another version of the format.
  case foreignFormat(String)
  /// The program in the object cannot be decoded.
  case undecodableProgram(ProgramDecodingError)
  /// A global that is to be set does not exist, or its value is part of the object.
  case unknownGlobal(String)
  /// A global cannot be set to this text.
  case badGlobalValue(name: String, text: String)
  /// A global cannot be set, because it is an array or a statistic.
  case unsettableGlobal(String)
  /// The kernel refuses BPF to this user.
  case missingPrivilege(SystemError)
  /// The kernel has no BPF system call.
  case noBPF
  /// The kernel describes no types (BTF), which the object needs.
  case noTypes
  /// No tracefs is mounted or can be reached, and a probe needs the number of a trace event.
  case noTracefs
  /// The kernel has no such marker.
  case missingMarker(String)
  /// The kernel's marker is not the one that the object was made for.
  case changedMarker(String, difference: String)
  /// The machine has no such performance event.
  case missingCounter(String)
  /// A performance event is to be counted for a process, and the session is about none; the probe point.
  case noTarget(String)
  /// The kernel has no breakpoints in functions; why it took no trampolines, if it was asked.
  case noFunctionProbes(trampoline: String?)
  /// The verifier refused a program.
  case rejected(Rejection)
  /// The kernel does not take the module; the words say why.
  case refusedModule(String)
  /// A map or program could not be made for another reason.
  case refused(SystemError)
  /// The output cannot be written.
  case output(SystemError)
  /// A recorded trace cannot be read; the words say which and why.
  case unreadableTrace(String)

  /// A refusal of the verifier.
  package struct Rejection: Error, Hashable, Sendable {
    /// The place in the script, as `file:line:column`; empty if it is not known.
    package let place: String
    /// The line of the script; empty if it is not known.
    package let line: String
    /// The probe point.
    package let point: String
    /// The numbers of the probes that the program runs; empty if they are not known.
    package let probes: [Int]
    /// What the verifier says, in one line.
    package let reason: String
    /// All that the verifier said.
    package let log: String
  }
}

extension RunError: CustomStringConvertible {
  /// One sentence that says what is so and, where that helps, what to do.
  package var description: String {
    switch self {
    case .system(let error), .output(let error): error.description
    case .emptyCommand: "the command to trace is empty"
    case .damagedObject(let words): "the object is damaged: \(words)"
    case .unreadableObject(let error): error.description
    case .foreignFormat(let version):
      "the object has format version \(version), and this tool reads version \(Manifest.version)"
    case .undecodableProgram(.version(let version)):
      "the object's program has version \(version), and this tool reads another one"
    case .undecodableProgram: "the object is damaged: its program cannot be decoded"
    case .unknownGlobal(let name):
      "the object has no global '\(name)': the script declares none, or makes no use of it"
    case .badGlobalValue(let name, let text): "the global '\(name)' cannot be set to '\(text)'"
    case .unsettableGlobal(let name):
      "the global '\(name)' is an array or a statistic and cannot be set from outside"
    case .missingPrivilege(let error):
      "\(error.description); marktap needs root, or CAP_BPF and CAP_PERFMON"
    case .noBPF: "this kernel has no BPF system call"
    case .noTypes: "this kernel does not describe its types: there is no /sys/kernel/btf/vmlinux"
    case .noTracefs:
      "no tracefs is mounted, and a probe needs the number of its trace event; "
        + "mount it with 'mount -t tracefs tracefs /sys/kernel/tracing'"
    case .missingMarker(let name): "this kernel has no marker '\(name)'"
    case .changedMarker(let name, let difference):
      "the marker '\(name)' is not what the object was made for: \(difference)"
    case .missingCounter(let name): "this machine does not have \(name)"
    case .noTarget(let point):
      "the probe '\(point)' is about a process: name one with -x, or a command with -c"
    case .noFunctionProbes(let trampoline):
      "this kernel has no kprobes\(trampoline.map { ", and refuses trampolines in functions: \($0)" } ?? "")"
    case .rejected(let rejection): rejection.description
    case .refused(let error): error.description
    case .refusedModule(let why): "the kernel cannot load the module: \(why)"
    case .unreadableTrace(let words): words
    }
  }
}

extension RunError.Rejection: CustomStringConvertible {
  /// One sentence.
  package var description: String {
    let place = place.isEmpty ? "" : "\(self.place): "
    return "\(place)the kernel's verifier rejects the probe '\(point)': \(reason)"
  }
}
