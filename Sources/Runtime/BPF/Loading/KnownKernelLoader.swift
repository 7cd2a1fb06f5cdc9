import BPF
import CBPF
import Glibc

/// Loads objects into the very kernel that they were made for.
///
/// Offsets and BTF ids are right already, so nobody has to read the kernel's types, which takes libbpf twelve
/// milliseconds; what is left is one system call for each map and program.
struct KnownKernelLoader {
  /// The object.
  private let object: ObjectToLoad
  /// The object's types in the kernel; `nil` if it does not understand them.
  private let types: KernelTypes?

  /// Gives the types of `object` to the kernel, which says with them where programs come from.
  ///
  /// Programs run without them as well, so a kernel that is too old for some kind of type is no obstacle.
  ///
  /// - Throws: `RunError` if the kernel refuses BPF as such.
  init(_ object: ObjectToLoad) throws(RunError) {
    self.object = object
    let number = object.content.types.withUnsafeBytes {
      bpf_btf_load($0.baseAddress, $0.count, nil)
    }
    switch -number {
    case EPERM, EACCES, ENOSYS:
      throw RunError(refusal: SystemError("load the object's types", code: -number))
    default: types = number >= 0 ? KernelTypes(FileDescriptor(owning: number)) : nil
    }
  }

  /// `true` iff this can load `object`: it knows the numbers of all that the object takes from the kernel.
  static func canLoad(_ object: BPF.ObjectFile) -> Bool {
    object.kfuncs.allSatisfy { $0.kernelTypeID != nil }
      && object.programs.allSatisfy { program in
        switch ProgramKind(section: program.section) {
        case .typedTracepoint, .trampoline: program.attachTypeID != nil
        case .rawTracepoint, .event, .counter, .breakpoint: true
        case nil: false
        }
      }
  }

  /// Loads the object.
  ///
  /// - Throws: `RunError` if the kernel refuses.
  func load() throws(RunError) -> LoadedObject {
    let file = object.content.object
    var maps: [String: KernelMap] = [:]
    for map in file.maps { maps[map.name] = try KernelMap(making: map, ringSize: object.ringSize) }
    for block in file.dataBlocks { maps[block.name] = try KernelMap(making: block) }
    var programs: [LoadedProgram] = []
    for program in file.programs { programs.append(try load(program, maps: maps)) }
    return try LoadedObject(maps: maps, programs: programs)
  }

  /// Loads `program`, which refers to `maps`.
  private func load(
    _ program: BPF.Program, maps: [String: KernelMap]
  ) throws(RunError) -> LoadedProgram {
    let request = ProgramRequest(
      program: program, code: try resolved(program, maps: maps),
      license: object.content.object.license, types: types?.descriptor.number)
    let number = request.submit(log: nil)
    guard number >= 0 else { throw error(code: -number, of: request) }
    return LoadedProgram(
      FileDescriptor(owning: number), name: program.name, section: program.section,
      point: object.point(program.name))
  }

  /// Returns the error that the refusal `code` of `request` is, after asking once more for the reasons.
  private func error(code: CInt, of request: ProgramRequest) -> RunError {
    let log = VerifierLog(request.log())
    let name = request.program.name
    if log.text.isEmpty {
      return RunError(
        refusal: SystemError("load the probe '\(object.point(name))'", code: code))
    }
    return .rejected(object.rejection(of: name, log: log))
  }

  /// Returns the code of `program` and its functions with what only the running kernel knows.
  private func resolved(
    _ program: BPF.Program, maps: [String: KernelMap]
  ) throws(RunError) -> LinkedProgram {
    do {
      var code = try object.content.linked(program)
      for reference in code.references {
        try resolve(reference, in: &code, maps: maps)
      }
      return code
    } catch let error as RunError {
      throw error
    } catch {
      throw .damagedObject("the program '\(program.name)' refers to what is not there")
    }
  }

  /// Puts what `reference` names into `code`.
  private func resolve(
    _ reference: Reference, in code: inout LinkedProgram, maps: [String: KernelMap]
  ) throws(RunError) {
    switch reference.referent {
    case .map(let name):
      code.setMap(at: reference.slot, descriptor: try descriptor(of: name, in: maps))
    case .mapValue(let name):
      code.setMapValue(at: reference.slot, descriptor: try descriptor(of: name, in: maps))
    case .kfunc(let name):
      guard let type = object.content.object.kfuncs.first(where: { $0.name == name })?.kernelTypeID
      else { throw .damagedObject("the kernel's function '\(name)' is not declared") }
      code.setKfunc(at: reference.slot, type: type)
    case .functionAddress, .functionCall: return
    }
  }

  /// Returns the descriptor of the map `name`.
  private func descriptor(
    of name: String, in maps: [String: KernelMap]
  ) throws(RunError) -> CInt {
    guard let map = maps[name] else { throw .damagedObject("the map '\(name)' is not defined") }
    return map.descriptor.number
  }
}

/// The types of an object in the kernel.
private final class KernelTypes {
  /// The descriptor.
  let descriptor: FileDescriptor

  /// Takes over the types `descriptor`.
  init(_ descriptor: consuming FileDescriptor) { self.descriptor = descriptor }
}
