import BPF
import IR
import KernelDescription
import Runtime
import Translator

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

  /// What belongs to the object beside its code.
  private var attachments: [BPF.Attachment] {
    let manifest = Manifest(
      toolVersion: ToolVersion.text, release: kernel.release, buildID: kernel.buildID,
      markers: program.expectedMarkers)
    return [
      BPF.Attachment(name: FinishedObject.SectionName.manifest, bytes: Array(manifest.text.utf8)),
      BPF.Attachment(
        name: FinishedObject.SectionName.program, bytes: ProgramEncoder.encode(program)),
    ]
  }

  /// Returns the file of the object with the code of `object`.
  ///
  /// - Throws: `SessionError.object` if it cannot be written.
  func file(_ object: ObjectFile) throws(SessionError) -> [UInt8] {
    var object = object
    object.attachments += attachments
    do throws(ObjectWriteError) {
      return try ObjectWriter.file(of: object)
    } catch { throw .object(error) }
  }

  /// Returns the file of the module with the code of `source`, built as `options` say.
  ///
  /// - Throws: `SessionError` if it cannot be built.
  func file(
    _ source: ModuleSource, name: String, _ options: ModuleOptions, cache: Cache
  ) throws(SessionError) -> [UInt8] {
    let tree = try BuildTree(of: kernel.release, at: options.buildRoot)
    return try ModuleBuild(
      name: name, text: source.text, attachments: attachments.map { ($0.name, $0.bytes) },
      tree: tree, options: options, cache: cache
    ).file()
  }
}
