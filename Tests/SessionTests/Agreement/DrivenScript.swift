import BPF
import Diagnostics
import Glibc
import KernelDescription
import Testing

@testable import IR
@testable import Runtime
@testable import Session
@testable import Translator

/// A script with probes at the entry of system calls, run on one sequence of calls in two ways: whole in the
/// interpreter, and in halves with the kernel.
struct DrivenScript {
  /// What came of a run: what was printed, and what is in the globals.
  struct Result: Equatable {
    /// The output.
    var output = ""
    /// The globals, one line for each element.
    var globals: [String] = []
    /// `true` iff a handler failed.
    var hasFailed = false
  }

  /// The translator.
  let translator: ScriptTranslator
  /// The handlers.
  let whole: IR.Program
  /// The halves.
  let halves: IR.Program
  /// The object of the kernel halves.
  let object: ObjectFile

  /// Returns the translator for the running kernel.
  static func makeTranslator() throws -> ScriptTranslator {
    let kernel = try KernelDescriptions(cache: .ofUser()).chosen(nil).description
    return ScriptTranslator(
      kernel: kernel,
      library: try TapsetLoading(
        TapsetPath.usual(additional: []), for: kernel, cache: Cache(path: "")
      ).library(),
      environment: PreprocessorEnvironment(kernelRelease: kernel.identity.release))
  }

  /// Translates `text`, whose kernel halves do as much as `splitting` says; `nil` if it is refused at one of its
  /// lines.
  init?(
    _ text: String, translator: ScriptTranslator, splitting: SplitPolicy = SplitPolicy()
  ) throws {
    var translator = translator
    translator.splitting = splitting
    self.translator = translator
    let source = SourceText(name: "random.stp", text: text)
    let lowered = translator.lowered(translator.elaborated(translator.parsed([source])))
    whole = try #require(lowered.value, "\(lowered.log.diagnostics.map(\.message))\n\(text)")
    let halved = translator.halved(lowered)
    let built = translator.built(halved)
    guard let halves = halved.value, let object = built.value else {
      let isPlaced = built.log.diagnostics.filter { $0.severity == .error }
        .allSatisfy { $0.range != nil }
      #expect(isPlaced, "\(built.log.diagnostics)\n\(text)")
      return nil
    }
    self.halves = halves
    self.object = object
  }

  // MARK: The interpreter

  /// Returns what the handlers do on `calls`.
  func resultOfInterpreter(on calls: [DrivenCall]) -> Result {
    let environment = DrivenEnvironment()
    let interpreter = Interpreter(whole, environment: environment)
    var result = Result()
    for call in calls where !result.hasFailed {
      environment.enter(call)
      for probe in whole.probes.indices
      where whole.probes[probe].site.isInKernel && !result.hasFailed {
        note(interpreter.runHandler(ofProbe: probe), of: interpreter, in: &result)
      }
    }
    result.globals = globals(of: interpreter)
    return result
  }

  // MARK: The kernel

  /// Loads the kernel halves; `nil` if there are none.
  func loaded() throws -> BPFEngine? {
    let manifest = Manifest(
      toolVersion: "test", release: translator.kernel.identity.release,
      buildID: translator.kernel.identity.buildID, markers: [])
    let file = try ObjectWriter.file(of: object)
    let loaded = ObjectToLoad(
      file: file, content: try ObjectReader.object(in: file), ringSize: 1 << 20,
      point: { _ in "the random probe" }, probes: halves.probes(ofProgram:))
    return try BPFEngine.load(loaded, program: halves, manifest: manifest, on: RunningKernel())
  }

  /// Returns what the halves do on `calls`.
  func resultOfKernel(on calls: [DrivenCall]) throws -> Result {
    for _ in 1..<10 {
      if let result = try wholeResultOfKernel(on: calls) { return result }
    }
    return try #require(try wholeResultOfKernel(on: calls), "every run lost an event")
  }

  /// Returns what the halves do on `calls`; `nil` if an event was lost. The kernel passes over a program that runs on
  /// the processor already: another task was preempted in it, as happens on a busy machine.
  private func wholeResultOfKernel(on calls: [DrivenCall]) throws -> Result? {
    var result = Result()
    let engine = try loaded()
    let kernel = try engine.map { engine in try KernelMapGlobals(of: halves, in: engine) }
    let interpreter = Interpreter(halves, environment: DrivenEnvironment(), kernel: kernel)
    guard let engine else {
      result.globals = globals(of: interpreter)
      return result
    }
    engine.channel.setProcesses(target: getpid(), own: 1)
    try engine.attach()
    for call in calls where !result.hasFailed {
      // What is read a moment later has to be there still.
      let text = strdup(call.text)
      defer { free(text) }
      call.make(text)
      while case .readBatch = engine.channel.readBatch({ record in
        if !result.hasFailed { run(record, in: interpreter, &result) }
        return true
      }) {}
    }
    engine.detach()
    guard engine.losses.allSatisfy({ $0 == 0 }) else { return nil }
    result.globals = globals(of: interpreter)
    return result
  }

  /// Returns the same script with less left to the kernel where `rejection` is about it; `nil` if next to nothing is.
  func eased(_ text: String, after rejection: RunError.Rejection) throws -> DrivenScript? {
    let policy = translator.splitting.eased(
      for: rejection.probes, at: rejection.place, in: halves)
    return try policy.flatMap { try DrivenScript(text, translator: translator, splitting: $0) }
  }

  /// Runs the user half on `record`.
  private func run(
    _ record: UnsafeRawBufferPointer, in interpreter: Interpreter, _ result: inout Result
  ) {
    let head = record.loadUnaligned(as: UInt32.self)
    guard head & 0x8000_0000 == 0 else {
      result.hasFailed = true
      return
    }
    note(interpreter.runUserHalf(ofProbe: Int(head), on: record), of: interpreter, in: &result)
  }

  // MARK: Results

  /// Notes what `interpreter` has printed, and whether `outcome` is a failure.
  private func note(
    _ outcome: Interpreter.Outcome, of interpreter: Interpreter, in result: inout Result
  ) {
    if case .completed = outcome {
      result.output += String(decoding: interpreter.output, as: UTF8.self)
    } else {
      // How far a handler came before it failed is not the same in halves.
      result.hasFailed = true
    }
    interpreter.clearOutput()
  }

  /// Returns what is in the globals, in an order that does not depend on where they live.
  private func globals(of interpreter: Interpreter) -> [String] {
    whole.globals.indices.flatMap { index in
      interpreter.globals.elements(of: GlobalID(index)).map { keys, element in
        "\(whole.globals[index].name) \(keys) \(element)"
      }.sorted()
    }
  }
}

/// A system call that does not exist, so that it does nothing but enter and return.
struct DrivenCall {
  /// The number.
  let number: Int
  /// The first argument.
  let value: Int
  /// The second argument, a string.
  let text: String

  /// The least number, which is none of any system call.
  static let firstNumber = 5000

  /// `syscall`, whose arguments vary, so that it has to be looked for by its name.
  private static let system: (@convention(c) (Int, Int, UnsafePointer<CChar>) -> Int)? =
    dlsym(nil, "syscall").map {
      unsafeBitCast($0, to: (@convention(c) (Int, Int, UnsafePointer<CChar>) -> Int).self)
    }

  /// Makes the call, with `text` in memory.
  func make(_ text: UnsafePointer<CChar>?) {
    if let text { _ = Self.system?(number, value, text) }
  }
}

/// The world as it is at the entry of a driven call.
private final class DrivenEnvironment: ExecutionEnvironment {
  /// Where `di`, `si` and `orig_ax` lie in `struct pt_regs` (arch/x86/include/asm/ptrace.h, Linux 6.18).
  private static let offsets = (si: 104, di: 112, number: 120)
  /// The registers.
  private let registers = UnsafeMutableRawBufferPointer.allocate(byteCount: 168, alignment: 8)
  /// The second argument.
  private var text: UnsafeMutablePointer<CChar>?
  /// The number of the call.
  private var number = 0
  /// The memory of this process.
  private let memory = open("/proc/self/mem", O_RDONLY)

  /// Creates the world.
  init() {
    super.init(target: Int64(getpid()))
    registers.initializeMemory(as: UInt8.self, repeating: 0)
  }

  deinit {
    registers.deallocate()
    free(text)
    close(memory)
  }

  /// Lets `call` be the one that is entered.
  func enter(_ call: DrivenCall) {
    free(text)
    text = strdup(call.text)
    number = call.number
    registers.storeBytes(of: Int(bitPattern: text), toByteOffset: Self.offsets.si, as: Int.self)
    registers.storeBytes(of: call.value, toByteOffset: Self.offsets.di, as: Int.self)
    registers.storeBytes(of: call.number, toByteOffset: Self.offsets.number, as: Int.self)
  }

  override func long(_ intrinsic: Intrinsic, _ argument: Int64) -> Int64 {
    switch intrinsic {
    case .stp_pid: 1
    default: super.long(intrinsic, argument)
    }
  }

  override func string(_ intrinsic: Intrinsic) -> [UInt8] {
    guard intrinsic == .execname, let name = try? Files.bytes(of: "/proc/thread-self/comm") else {
      return super.string(intrinsic)
    }
    return name.dropLast()
  }

  override func argument(_ access: ArgumentAccess) -> Int64 {
    access.index == 0 ? Int64(Int(bitPattern: registers.baseAddress)) : Int64(number)
  }

  override func read(
    _ space: MemorySpace, _ address: Int64, into target: UnsafeMutableRawBufferPointer
  ) -> Bool {
    pread(memory, target.baseAddress, target.count, off_t(address)) == target.count
  }
}
