import Runtime
import Session

/// Makes the object of a script and says where it is: what `-p4` does.
struct ObjectDelivery {
  /// The script, and how to speak of it.
  private let runner: ScriptRunner

  /// Delivers the object of `runner`'s script.
  init(_ runner: ScriptRunner) { self.runner = runner }

  /// Puts the object into the current directory as `name`, or leaves it in the cache, and prints its path.
  ///
  /// - Throws: `ExitStatus` if it cannot be made or kept.
  func deliver(as name: String?) throws(ExitStatus) {
    let object = try runner.object(of: runner.session())
    if let name {
      let isWhole = name.hasSuffix(".bo") || name.hasSuffix(".ko")
      let ending = runner.script.engine == .bpf ? ".bo" : ".ko"
      let file = (isWhole ? String(name.dropLast(3)) : name) + ending
      try Console.write(object.file, toFile: file)
      try Console.print(file + "\n")
    } else if let path = object.path {
      try Console.print(path + "\n")
    } else {
      Console.complain("the object could not be kept in the cache; name it with -m")
      throw .refused
    }
  }
}
