import Glibc
import IR

/// Attaches programs in functions: behind a trampoline, or else at a breakpoint.
struct FunctionAttaching {
  /// A moment of a function.
  private struct Place: Hashable {
    /// The moment.
    let moment: FunctionSite.Moment
    /// The name of the function.
    let name: String
  }

  /// Why the kernel took no program behind a trampoline; `nil` if it did, or there are none.
  private let trampolineRefusal: String?
  /// What is attached.
  private var attachments: [Attachment] = []
  /// Where something is attached.
  private var places: Set<Place> = []
  /// The probe points that nothing is attached to yet, and why, in the order of their programs.
  private var refusals: [(place: Place, point: String, error: RunError)] = []

  /// Prepares to attach what was loaded; the kernel may have refused programs behind trampolines.
  init(trampolineRefusal: String?) { self.trampolineRefusal = trampolineRefusal }

  /// Attaches `program` behind the trampoline of the function `name`, if that is possible.
  mutating func attachTrampoline(
    _ program: LoadedProgram, at moment: FunctionSite.Moment, of name: String
  ) {
    let place = Place(moment: moment, name: name)
    do throws(RunError) {
      attachments.append(try .trampoline(program))
      places.insert(place)
    } catch { refusals.append((place, program.point, error)) }
  }

  /// Attaches `program` to a breakpoint in the function `name`, if that is possible and nothing is there yet.
  mutating func attachBreakpoint(
    _ program: LoadedProgram, at moment: FunctionSite.Moment, of name: String
  ) {
    let place = Place(moment: moment, name: name)
    guard !places.contains(place) else { return }
    do throws(RunError) {
      guard let type = Self.breakpointType else {
        throw .noFunctionProbes(trampoline: trampolineRefusal)
      }
      attachments.append(try .breakpoint(moment, name, type: type, program))
      places.insert(place)
    } catch {
      // Why the better way was barred says more.
      if refusals.last?.place != place { refusals.append((place, program.point, error)) }
    }
  }

  /// Adds what is attached and what is not to `outcome`.
  ///
  /// - Throws: `RunError` if nothing could be attached.
  func conclude(into outcome: inout Attacher.Outcome) throws(RunError) {
    let missing = refusals.filter { !places.contains($0.place) }
    if let first = missing.first, places.isEmpty { throw first.error }
    outcome.attachments += attachments
    outcome.omissions += missing.map { "'\($0.point)' is not probed: \($0.error.reason)" }
  }

  /// The type of performance events that are breakpoints in functions; `nil` if the kernel has none.
  private static var breakpointType: UInt32? {
    let path = "/sys/bus/event_source/devices/kprobe/type"
    guard let bytes = try? Files.bytes(of: path) else { return nil }
    return UInt32(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
  }
}
