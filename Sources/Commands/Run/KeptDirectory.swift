import Glibc
import IR
import Runtime
import Session
import Translator

/// The directory that `-k` keeps: the object of a script, and for reading its halves and its code.
struct KeptDirectory {
  /// The path; `nil` for a new directory among the temporary ones.
  private let path: String?
  /// What the kernel halves become.
  private let engine: ScriptRequest.Engine

  /// Creates the directory that `options` ask for; `nil` if they ask for none.
  init?(_ options: PassOptions) {
    guard options.keepsDirectory else { return nil }
    path = options.temporaryDirectory
    engine = options.engine
  }

  /// Puts `built` there, with what else is made of the script of `session`.
  ///
  /// - Throws: `ExitStatus` if that is not possible, after saying why.
  func keep(_ built: BuiltObject, of session: Session) throws(ExitStatus) {
    let directory = try directory()
    let halves = try Console.reporting { () throws(SessionError) in try session.halved() }
    let code = try Console.reporting { () throws(SessionError) in
      switch engine {
      case .bpf: try session.disassembled()
      case .module: try session.written()
      }
    }
    let (object, text) =
      switch engine {
      case .bpf: ("script.bo", "script.bpf")
      case .module: ("script.ko", "script.c")
      }
    try Console.write(built.file, toFile: "\(directory)/\(object)")
    for (name, text) in [
      ("script.split", halves.value?.text(.withoutLocations)), (text, code.value),
    ] {
      try Console.write(Array((text ?? "").utf8), toFile: "\(directory)/\(name)")
    }
    Console.write("Keeping temporary directory \"\(directory)\"\n", to: .errors)
  }

  /// Makes the directory and returns its path.
  private func directory() throws(ExitStatus) -> String {
    try Console.reporting { () throws(SystemError) in
      guard let path else { return try Files.makeTemporaryDirectory() }
      try Files.makeDirectory(path)
      return path
    }
  }
}
