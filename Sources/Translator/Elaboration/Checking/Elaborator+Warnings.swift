import Diagnostics
import IR

extension Elaborator {
  /// Warns of the locals of the current body, as far as the script names them, that are read but never set.
  mutating func warnOfUnassignedLocals() {
    for local in body.locals where local.isRead && !local.isWritten && !local.isOfTapset {
      guard !library.contains(local.range.file) else { continue }
      let others = body.locals.filter(\.isWritten).map(\.name).filter { !$0.hasPrefix(".") }
      log.add(
        .neverAssigned("local", local.name, at: local.range, among: globalNames + others))
    }
  }

  /// Warns of those of the script's `overloads`, which calls try in this order, that calls never come to.
  mutating func warnOfUnreachable(_ overloads: [FunctionDeclaration]) {
    guard let last = overloads.firstIndex(where: { !$0.goesOn }) else { return }
    for overload in overloads[(last + 1)...] where !library.contains(overload.name.range.file) {
      log.add(.unreachableFunction(overload.name, behind: overloads[last].name.range))
    }
  }

  /// Warns of the script's globals that nothing names, or that something reads and nothing sets.
  mutating func warnOfUnusedGlobals() {
    guard !log.hasErrors else { return }
    for declaration in script.orderedGlobals {
      guard let id = globalIDs[declaration.name.range] else {
        log.add(.unusedGlobal(declaration.name))
        continue
      }
      let global = globals[id.index]
      if global.isRead, !global.isWritten, declaration.initializer == nil,
        global.moduleArgument == nil
      {
        log.add(
          .neverAssigned(
            "global", declaration.name.text, at: declaration.name.range,
            among: globalNames.filter { $0 != declaration.name.text }))
      }
    }
  }
}
