import CLinux
import Glibc

/// A generated module in the running kernel.
final class LoadedModule {
  /// How often one module can be loaded at the same time.
  private static let maximumCopies = 100

  /// The name that it has there.
  let name: String
  /// The device by which it is spoken to.
  let device: ModuleDevice

  /// Loads `file`, by another name if its own is taken by a run of the same module.
  ///
  /// A module of that name that nobody uses was left by a reader that was killed, and is removed first.
  ///
  /// - Throws: `RunError` if the kernel refuses; then nothing is loaded.
  init(_ file: ModuleFile, on kernel: RunningKernel) throws(RunError) {
    guard file.release == kernel.release else {
      throw .refusedModule("it is for Linux \(file.release), and \(kernel.release) runs")
    }
    let turn = try Self.turn()
    defer { close(turn) }
    let file = try Self.withFreeName(file)
    try Self.load(file)
    name = file.name
    do throws(SystemError) { device = try ModuleDevice(of: file.name) } catch {
      Self.remove(file.name)
      throw .system(error)
    }
  }

  /// Removes the module from the kernel.
  ///
  /// - Requires: nobody uses what was mapped of its device any more.
  func unload() throws(SystemError) {
    device.close()
    guard Self.remove(name) else { throw .current("remove the module '\(name)'") }
  }

  /// Waits until no other run is about to load a module, and returns the descriptor that has to be closed for others to do it.
  ///
  /// Between the moment when a module is loaded and the one when its device is opened, nobody uses it: to another run it would
  /// look like one that was left.
  private static func turn() throws(RunError) -> Int32 {
    let directory = open("/sys/module", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw .system(.current("open '/sys/module'")) }
    guard retrying({ flock(directory, LOCK_EX) }) == 0 else {
      let error = SystemError.current("lock '/sys/module'")
      close(directory)
      throw .system(error)
    }
    return directory
  }

  /// Returns `file` with a name that no loaded module has.
  private static func withFreeName(_ file: ModuleFile) throws(RunError) -> ModuleFile {
    for copy in 1...maximumCopies {
      let name = copy == 1 ? file.name : "\(file.name)_\(copy)"
      guard isLoaded(name), !remove(name) else { return try named(name, file) }
    }
    throw .refusedModule("it is loaded already, and in use")
  }

  /// Returns `file` as the module `name`.
  private static func named(_ name: String, _ file: ModuleFile) throws(RunError) -> ModuleFile {
    if name == file.name { return file }
    guard let renamed = file.renamed(name) else {
      throw .refusedModule(
        "it is loaded already and in use, and a signed module cannot be given another name")
    }
    return renamed
  }

  /// `true` iff there is a module `name` in the kernel.
  private static func isLoaded(_ name: String) -> Bool {
    Files.stamp(of: "/sys/module/\(name)") != nil
  }

  /// Removes the module `name` unless it is in use, and returns whether that was possible.
  @discardableResult
  private static func remove(_ name: String) -> Bool {
    marktap_remove_module(name) == 0
  }

  /// Loads `file`.
  private static func load(_ file: ModuleFile) throws(RunError) {
    do throws(SystemError) {
      let number = marktap_memory_file(file.name)
      guard number >= 0 else { throw .current("load a module") }
      let memory = FileDescriptor(owning: number)
      try memory.writeAll(of: file.bytes, to: file.name)
      guard marktap_load_module(memory.number) == 0 else {
        throw .current("load the module '\(file.name)'")
      }
    } catch { throw RunError(loading: error) }
  }
}

extension RunError {
  /// Creates the error that says why the kernel did not load a module: finit_module(2), and the error numbers of
  /// kernel/module/signing.c.
  fileprivate init(loading error: SystemError) {
    switch error.code {
    case EPERM: self = .refusedModule("that needs root and a kernel that is not locked down")
    case ENOKEY, EKEYREJECTED, EBADMSG, ENOPKG:
      self = .refusedModule(
        "it takes only modules with a signature that it trusts (\(error.reason)); "
          + "--sign-module signs with a key that is enrolled")
    case ENOEXEC: self = .refusedModule("it was built for another one; dmesg says what differs")
    case ENOSYS: self = .refusedModule("this kernel has no modules")
    default: self = .system(error)
    }
  }
}
