import BPF
import IR
import KernelDescription
import Runtime

/// Puts the code of the kernel halves together with all that running the script takes beside it.
struct ObjectPacking {
  /// The program, split.
  private let program: IR.Program
  /// The kernel that it is for.
  private let kernel: KernelIdentity

  /// Creates the packing of `program`, which is for `kernel`.
  init(of program: IR.Program, for kernel: KernelIdentity) {
    self.program = program
    self.kernel = kernel
  }

  /// Returns the file of the object with the code of `object`.
  ///
  /// - Throws: `SessionError.object` if it cannot be written.
  func file(_ object: ObjectFile) throws(SessionError) -> [UInt8] {
    var object = object
    let manifest = Manifest(
      toolVersion: ToolVersion.text, release: kernel.release, buildID: kernel.buildID,
      markers: program.expectedMarkers)
    object.attachments += [
      Attachment(name: FinishedObject.SectionName.manifest, bytes: Array(manifest.text.utf8)),
      Attachment(
        name: FinishedObject.SectionName.program, bytes: ProgramEncoder.encode(program)),
    ]
    do throws(ObjectWriteError) {
      return try ObjectWriter.file(of: object)
    } catch { throw .object(error) }
  }
}
