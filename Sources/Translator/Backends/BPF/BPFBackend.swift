import BPF
import Diagnostics
import IR

/// Returns the BPF object that runs the kernel halves of `program`.
///
/// The object has one BPF program for each site with a kernel half, and the maps of `KernelLayout`. What
/// cannot be generated is an error in `log`, and is missing in the object.
///
/// - Requires: the probes have been split.
package func makeObject(
  from program: IR.Program, options: BPFBackendOptions, sources: SourceMap,
  log: inout DiagnosticLog
) -> ObjectFile {
  let (object, problems) = makeObject(from: program, options: options)
  for (probes, problem) in problems {
    log.add(
      BPFDiagnostics.ungeneratable(
        problem, at: sources.range(of: program[problem.location]),
        probe: program.probes[probes[0]].point))
  }
  return object
}

/// Returns the BPF object that runs the kernel halves of `program`, and for each site whose program is missing in it
/// the numbers of its probes, and why.
///
/// - Requires: the probes have been split.
func makeObject(
  from program: IR.Program, options: BPFBackendOptions
) -> (object: ObjectFile, problems: [(probes: [Int], problem: HalfProblem)]) {
  let layout = KernelLayout(of: program)
  let lines = program.locations.map(SourceLine.init)
  let relocations = MemberRelocations(of: program)
  let constants = ConstantData(of: program)
  // Without the kernel's budget the verifier follows each round of the waiting, and each way on from there.
  let lock = options.loops == .budget ? HandlerLock(of: program, engine: .bpf) : nil
  var scratch = ScratchNumbering()
  var scratchSize = 0
  var programs: [BPF.Program] = []
  var continuations: [Map] = []
  var problems: [(probes: [Int], problem: HalfProblem)] = []
  for site in SiteProgram.programs(of: program) {
    var assembly = SiteAssembly(
      site, of: program, layout: layout, options: options, lock: lock,
      scratchIndex: scratch.number(of: site), relocations: relocations, constants: constants,
      lines: lines)
    do throws(HalfProblem) {
      let codes = try assembly.assembled()
      scratchSize = max(scratchSize, assembly.scratchSize)
      for (part, code) in codes.enumerated() {
        programs.append(
          BPF.Program(
            name: site.name(ofPart: part), section: site.section, attachTypeID: site.attachTypeID,
            code: code))
      }
      if codes.count > 1 {
        continuations.append(
          Map(
            name: site.continuation(0).map, kind: .programArray, keySize: 4, valueSize: 4,
            maxEntries: UInt32(codes.count)))
      }
    } catch { problems.append((site.halves.map(\.probe), error)) }
  }
  let maps = ObjectMaps(
    of: program, layout: layout, options: options, constants: constants,
    hasLock: lock?.isHeldByAny ?? false, scratchSize: scratchSize, scratchCount: scratch.count)
  return (
    ObjectFile(programs: programs, maps: maps.maps + continuations, dataBlocks: maps.blocks),
    problems
  )
}

/// Which programs use which element of the scratch memory.
///
/// A program may interrupt another one on the same CPU, so each has its own; only those at system calls
/// cannot meet.
private struct ScratchNumbering {
  /// The number that the programs at system calls share.
  private var systemCalls: Int?
  /// How many elements there are.
  private(set) var count = 0

  /// Returns the number for `site`.
  mutating func number(of site: SiteProgram) -> Int {
    if site.isAtSystemCall, let number = systemCalls { return number }
    if site.isAtSystemCall { systemCalls = count }
    count += 1
    return count - 1
  }
}

extension SourceLine {
  /// Creates the line of a place in the script; nil if it is nowhere.
  fileprivate init?(_ location: Location) {
    guard location.line > 0 else { return nil }
    self.init(
      file: location.file, line: location.line, column: location.column, text: location.text)
  }
}
