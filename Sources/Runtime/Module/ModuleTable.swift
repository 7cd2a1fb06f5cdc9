import CRecordABI
import Glibc

/// The table of a global in a generated module.
struct ModuleTable: ElementTable {
  /// The module.
  let device: ModuleDevice
  /// The number of the global.
  let global: UInt32

  func copyValue(under key: UnsafeRawPointer, to value: UnsafeMutableRawPointer) -> Bool {
    request(marktap_table_lookup_request, key, value) == 0
  }

  func setValue(_ value: UnsafeRawPointer, under key: UnsafeRawPointer) throws(SystemError) {
    let code = request(marktap_table_update_request, key, value)
    guard code == 0 else { throw SystemError("write a table of the module", code: -code) }
  }

  func removeValue(under key: UnsafeRawPointer) {
    _ = request(marktap_table_delete_request, key, nil)
  }

  func copyBatch(
    after position: UInt64?, next: inout UInt64, _ keys: UnsafeMutableRawPointer,
    _ values: UnsafeMutableRawPointer, _ count: inout UInt32
  ) -> CInt {
    var request = marktap_table_request(
      global: global, count: count, key: Self.address(keys), value: Self.address(values),
      position: position ?? 0)
    let code = device.control(marktap_table_batch_request, &request)
    count = request.count
    next = request.position
    return code
  }

  /// Asks for `request` about `key` and `value`, and returns 0 or a negated error number.
  private func request(
    _ request: marktap_module_request, _ key: UnsafeRawPointer, _ value: UnsafeRawPointer?
  ) -> CInt {
    var argument = marktap_table_request(
      global: global, count: 1, key: Self.address(key), value: Self.address(value), position: 0)
    return device.control(request, &argument)
  }

  /// Returns the number of an address.
  private static func address(_ pointer: UnsafeRawPointer?) -> UInt64 {
    UInt64(UInt(bitPattern: pointer))
  }
}
