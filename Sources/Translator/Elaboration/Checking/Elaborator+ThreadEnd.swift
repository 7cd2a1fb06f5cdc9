import Diagnostics
import IR

extension Elaborator {
  /// Adds a probe that frees the values of `@entry` of threads that end before the return, as in `exit`.
  ///
  /// It runs when nothing of a thread is left to run: in its last function there still are calls that never return.
  mutating func freeEntryValuesOfEndedThreads() {
    let places = entryPlaces.sorted {
      ($0.key.values.index, $0.key.nesting?.probe ?? 0)
        < ($1.key.values.index, $1.key.nesting?.probe ?? 0)
    }
    guard let range = places.first?.value,
      let point = point(ofEvent: "sched:sched_process_free", at: range)
    else { return }
    var probe = ProbeInstance(
      ProbeDeclaration(points: [], body: BlockStatement([], range: range), range: range), at: point)
    body = Body(owner: .probe(probes.count), memory: probe.locals, scope: point.scope)
    guard let thread = check(.target(endedThread(at: range)), .long).expression else { return }
    probe.typed = TypedProbe(
      point: point.point, name: point.name, origins: point.origins, site: point.site,
      locals: body.typedLocals,
      body: places.flatMap { place, range in place.free(EntryCode(at: range, of: thread)) },
      range: range)
    probes.append(probe)
  }

  /// The number of the thread that the event is about: `$p->pid`.
  private func endedThread(at range: SourceRange) -> TargetExpression {
    TargetExpression(
      base: .variable(Identifier("p", at: range)),
      accesses: [.member(Identifier("pid", at: range))], token: range, range: range)
  }
}
