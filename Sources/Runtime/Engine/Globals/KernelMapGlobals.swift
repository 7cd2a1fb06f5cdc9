import Glibc
import IR

/// The globals of a program that live in the kernel, read and written where its engine keeps them.
package final class KernelMapGlobals: KernelGlobals {
  /// The globals of the program.
  private let globals: [Global]
  /// Where each of them lies.
  private let layout: KernelLayout
  /// The scalars; `nil` if there are none.
  private let scalars: MappedValue?
  /// The tables of the globals that have a map of their own, by number of the global.
  private var tables: [Int: KernelTable] = [:]
  /// What user halves added to statistics, by number of the global.
  ///
  /// It stays here and is added to what is read: each CPU writes its own part of a statistic without asking
  /// others, so nobody can write there in its stead.
  private var additions: [Int: [[GlobalValue]: StatisticValue]] = [:]

  /// Finds the kernel-placed globals of `program` in `storage`, and gives the scalars their first
  /// values.
  ///
  /// - Throws: `RunError` if a map is missing or does not fit.
  package init(of program: IR.Program, in storage: any KernelStorage) throws(RunError) {
    globals = program.globals
    layout = KernelLayout(of: program)
    do throws(SystemError) {
      scalars = try storage.scalars()
    } catch { throw .system(error) }
    guard scalars?.size ?? 0 >= layout.scalarsSize else {
      throw .damagedObject("its globals do not fit into their map")
    }
    for (index, place) in layout.places.enumerated() {
      guard case .map(let shape)? = place else { continue }
      guard let table = storage.table(ofGlobal: index, shape) else {
        throw .damagedObject("the map '\(shape.name)' is not defined")
      }
      tables[index] = KernelTable(table, shape: shape, global: globals[index])
    }
    for index in globals.indices { initialize(index) }
  }

  /// Gives the scalar numbered `index` its first value.
  private func initialize(_ index: Int) {
    switch globals[index].initializer {
    case .long(let number): _ = write(.long(number), to: GlobalID(index), keys: [])
    case .string(let bytes): _ = write(.string(bytes), to: GlobalID(index), keys: [])
    case nil: return
    }
  }

  /// Returns what stands under `keys`, all CPUs and what user halves added together; `nil` if nothing does.
  package func element(of global: GlobalID, keys: [GlobalValue]) -> KernelElement? {
    switch layout.places[global.index] {
    case .scalar(let offset, let size)?: return scalar(at: offset, size: size).map { .value($0) }
    case .map?:
      let element = tables[global.index]?.element(under: keys)
      return merged(element, with: additions[global.index]?[keys])
    case nil: return nil
    }
  }

  /// Returns all elements of an array, in the order of their keys, since that of the map changes from run to run;
  /// the one of a scalar.
  package func elements(of global: GlobalID) -> [(keys: [GlobalValue], element: KernelElement)] {
    guard let table = tables[global.index] else {
      return element(of: global, keys: []).map { [([], $0)] } ?? []
    }
    var added = additions[global.index] ?? [:]
    var elements = table.elements().map { keys, element in
      (keys: keys, element: merged(element, with: added.removeValue(forKey: keys)) ?? element)
    }
    // What the kernel never counted stands here alone; its order does not matter yet.
    elements += added.map { keys, statistic in (keys, .statistic(statistic)) }
    return elements.sorted { $0.keys.precedes($1.keys) }
  }

  /// Sets the plain value under `keys`; `false` if a new element does not fit.
  package func write(_ value: GlobalValue, to global: GlobalID, keys: [GlobalValue]) -> Bool {
    switch layout.places[global.index] {
    case .scalar(let offset, let size)?:
      setScalar(value, at: offset, size: size)
      return true
    case .map?: return tables[global.index]?.write(value, under: keys) ?? false
    case nil: return false
    }
  }

  /// Adds to the statistic under `keys`; `false` if a new element does not fit.
  package func accumulate(_ value: Int64, to global: GlobalID, keys: [GlobalValue]) -> Bool {
    guard case .statistics(let shape) = globals[global.index].element else { return false }
    let count = additions[global.index]?.count ?? 0
    let isNew = additions[global.index]?[keys] == nil
    if isNew, globals[global.index].isArray, count >= globals[global.index].capacity {
      return false
    }
    var statistic = additions[global.index]?[keys] ?? StatisticValue(shape)
    statistic.add(value, shape)
    additions[global.index, default: [:]][keys] = statistic
    return true
  }

  /// Removes what stands under `keys`; a scalar gets 0 or the empty string.
  package func remove(from global: GlobalID, keys: [GlobalValue]) {
    additions[global.index]?[keys] = nil
    switch layout.places[global.index] {
    case .scalar(let offset, let size)?: scalarBytes(at: offset, size: size)?.zero()
    case .map?: tables[global.index]?.remove(under: keys)
    case nil: return
    }
  }

  /// Returns `element` with what user halves added to it.
  private func merged(
    _ element: KernelElement?, with addition: StatisticValue?
  ) -> KernelElement? {
    guard let addition else { return element }
    guard case .statistic(var statistic)? = element else { return .statistic(addition) }
    statistic.merge(addition)
    return .statistic(statistic)
  }

  /// Returns the memory of the scalar of `size` bytes at `offset`; `nil` if there is none.
  private func scalarBytes(at offset: Int, size: Int) -> UnsafeMutableRawBufferPointer? {
    scalars.map { UnsafeMutableRawBufferPointer(start: $0.start + offset, count: size) }
  }

  /// Returns the scalar of `size` bytes at `offset`.
  private func scalar(at offset: Int, size: Int) -> GlobalValue? {
    scalarBytes(at: offset, size: size).map { GlobalValue(kernelBytes: UnsafeRawBufferPointer($0)) }
  }

  /// Sets the scalar of `size` bytes at `offset`.
  private func setScalar(_ value: GlobalValue, at offset: Int, size: Int) {
    if let bytes = scalarBytes(at: offset, size: size) { value.store(into: bytes) }
  }
}

extension UnsafeMutableRawBufferPointer {
  /// Sets all bytes to 0.
  func zero() { for index in indices { self[index] = 0 } }
}
