import IR

/// Drops the locations that no function, half, probe or C of the script names, and numbers the others anew.
///
/// The text of a line is kept only for what runs in the kernel, where it becomes line information of BPF.
package func removeUnusedLocations(from program: inout Program) {
  var uses = [LocationUse](repeating: .none, count: program.locations.count)
  for probe in program.probes {
    uses[probe.location.index].add(.withText)
    if let half = probe.kernelHalf { note(half, .withText, in: &uses) }
    for body in [probe.handler, probe.userHalf].compactMap({ $0 }) {
      note(body, .withoutText, in: &uses)
    }
  }
  for function in program.functions { note(function, .withoutText, in: &uses) }
  for declaration in program.declarations { uses[declaration.location.index].add(.withText) }
  // A caller stands before what it has brought.
  for index in uses.indices.reversed() where uses[index] != .none {
    uses[program.locations[index].caller.index].add(.withoutText)
  }
  var numbers = [LocationID](repeating: .none, count: uses.count)
  var locations: [Location] = [.nowhere]
  for (index, use) in uses.enumerated().dropFirst() where use != .none {
    numbers[index] = LocationID(locations.count)
    let location = program.locations[index]
    locations.append(
      location.called(
        from: numbers[location.caller.index], text: use == .withText ? location.text : ""))
  }
  program.locations = locations
  for index in program.probes.indices {
    program.probes[index].location = numbers[program.probes[index].location.index]
  }
  for index in program.declarations.indices {
    program.declarations[index].location = numbers[program.declarations[index].location.index]
  }
  program.mapFunctions { function in
    for index in function.instructions.indices {
      let location = function.instructions[index].location
      function.instructions[index].location = numbers[location.index]
    }
  }
}

/// Notes that the instructions of `function` use their locations for `use`.
private func note(_ function: Function, _ use: LocationUse, in uses: inout [LocationUse]) {
  for instruction in function.instructions { uses[instruction.location.index].add(use) }
}

/// What a location is needed for.
private enum LocationUse: Int {
  /// Nothing.
  case none
  /// Messages at run time.
  case withoutText
  /// Messages, and line information.
  case withText

  /// Adds `other`.
  mutating func add(_ other: LocationUse) {
    if other.rawValue > rawValue { self = other }
  }
}
